#include "requirement/pypi/pypi.hpp"

#include <algorithm>
#include <utility>

#include "json/document.hpp"
#include "requirement/pypi/marker.hpp"
#include "requirement/pypi/specifier.hpp"

namespace metaqore::requirement {

namespace {

using namespace pep440;

constexpr std::uint64_t epoch_unit = std::uint64_t{1} << 32;

std::uint64_t major_of(const Parts& parts) {
  return std::min(parts.epoch, epoch_unit - 2) * epoch_unit + std::min(parts.number(0), epoch_unit - 1);
}

/// PEP 508.
std::string line(const Demand& demand) {
  std::string out = demand.name;
  const char* separator = "[";
  for (const auto& extra : demand.extras) (out += std::exchange(separator, ",")) += extra;
  if (!demand.extras.empty()) out += ']';
  out += demand.constraint;
  if (!demand.marker.empty()) (out += " ; ") += demand.marker;
  return out;
}

/// PEP 508 "Names", PEP 503 "Normalized Names"; of extras PEP 685.
std::string normal_name(std::string_view text, std::string_view kind, std::string_view remedy) {
  const Refusal refuse{"pypi", kind, text};
  const auto is_inner = [](char c) { return c == '-' || c == '_' || c == '.'; };
  std::string out;
  Scanner scan(text);
  while (!scan.done()) {
    const char c = scan.next();
    const bool inner = is_inner(c);
    if (!inner && !is_letter(c) && !is_digit(c))
      refuse(scan.at() - 1, "a letter, a digit, `-`, `_` or `.` is expected", remedy);
    if (inner && (out.empty() || scan.done()))
      refuse(scan.at() - 1, "it begins and ends with a letter or a digit", remedy);
    if (!inner || out.back() != '-') out += inner ? '-' : lower(c);
  }
  if (out.empty()) refuse(0, "a name is expected", remedy);
  return out;
}

class Pypi final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "pypi"; }
  Choice choice() const noexcept override { return Choice::highest_release; }

  std::string name(std::string_view text) const override {
    return normal_name(text, "name", "write it like `zope.interface`, and extras in `extras`");
  }
  std::string extra(std::string_view text) const override {
    return normal_name(text, "extra", "write each extra by itself, like `standard`");
  }

  ParsedVersion version(std::string_view given) const override {
    const Refusal refuse{type(), "version", given};
    constexpr auto remedy = "write it like `1.2.3`, `1.2rc1` or `1.2.post1`";
    Scanner scan(given);
    Parts parts;
    Fault fault;
    skip_spaces(scan);
    if (!read(scan, parts, fault)) refuse(fault.at, fault.what, remedy);
    skip_spaces(scan);
    if (!scan.done()) refuse(scan.at(), "the version should end here", remedy);
    return {key(parts), text(parts), parts.is_prerelease()};
  }

  Set parse(std::string_view constraint) const override { return pep440::parse(constraint); }
  std::string canonical(std::string_view constraint) const override { return pep440::canonical(constraint); }
  std::optional<std::string> write(const Set& set) const override { return pep440::write(set); }
  std::vector<std::string> spellings(const Set& set) const override { return pep440::spellings(set); }
  std::optional<std::string> spanning(const Key& low, const std::optional<Key>& high) const override {
    return pep440::spanning(low, high);
  }
  std::string show(const Key& cut, bool) const override { return pep440::show(cut); }
  Key releases(const Key& cut) const override { return first_release(cut); }
  Key release_start(const Key& cut) const override {
    Place place;
    read_cut(cut, place);
    auto& parts = place.parts;
    const bool past_version =
        place.kind == Place::Kind::at && parts.pre == 0 && parts.post == 0u && parts.dev == 0u;
    if (!past_version) return first_release(cut);
    parts.post.reset();
    parts.dev.reset();
    return past_posts(parts);
  }
  Key release_end(const Key& cut) const override {
    Place place;
    read_cut(cut, place);
    auto& parts = place.parts;
    if (cut.empty() || place.kind != Place::Kind::at || parts.post) return cut;
    parts.pre = 0;
    parts.dev = 0;
    parts.local = {};
    return std::min(cut, at(parts));
  }
  bool is_unfinished(std::string_view version) const override {
    Scanner scan(version);
    Parts parts;
    Fault fault;
    return read(scan, parts, fault) && parts.dev;
  }
  bool asks_for_prereleases(std::string_view constraint) const override {
    return pep440::asks_for_prereleases(constraint);
  }

  std::uint64_t major_above(const Key& cut) const override {
    Place place;
    read_cut(cut, place);
    return major_of(place.parts);
  }

  std::uint64_t major_below(const Key& cut) const override {
    const auto major = major_above(cut);
    return major > 0 && cut == major_start(major) ? major - 1 : major;
  }

  Key major_start(std::uint64_t major) const override {
    Parts parts;
    parts.epoch = major / epoch_unit;
    parts.count = 1;
    parts.release[0] = major % epoch_unit;
    return prefix_start(parts, 1);
  }

  std::string marker(std::string_view given) const override {
    if (Scanner scan(given); skip_spaces(scan), scan.done()) return {};
    return pep508::text(pep508::parse_marker(given));
  }

  Together together(std::span<const std::string> markers) const override {
    return pep508::can_hold_together(markers);
  }

  ManifestShape manifest_shape() const noexcept override { return {.markers = true, .build = true}; }

  ManifestText manifest(std::span<const Demand> demands) const override {
    std::string out;
    for (const auto& demand : demands) (out += line(demand)) += '\n';
    return {"requirements.txt", std::move(out)};
  }

  // PEP 518, "build-system table".
  std::optional<ManifestText> build_manifest(std::span<const Demand> demands) const override {
    std::string out = "[build-system]\nrequires = [\n";
    for (const auto& demand : demands) ((out += "  ") += json::quoted(line(demand))) += ",\n";
    return ManifestText{"pyproject.toml", out += "]\n"};
  }
};

}  // namespace

const Ecosystem& pypi() {
  static const Pypi it;
  return it;
}

}  // namespace metaqore::requirement
