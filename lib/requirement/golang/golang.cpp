#include "requirement/golang/golang.hpp"

#include <utility>

#include "requirement/golang/path.hpp"
#include "requirement/golang/ranges.hpp"
#include "requirement/semver/cut.hpp"
#include "requirement/text.hpp"

namespace metaqore::requirement {

namespace {

// golang.org/x/mod/module, CheckPath: what an element of a path may have.
constexpr bool is_path_character(char c) noexcept {
  return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

class Golang final : public Ecosystem {
 public:
  std::string_view type() const noexcept override { return "golang"; }
  Choice choice() const noexcept override { return Choice::lowest; }

  std::string name(std::string_view text) const override {
    const Refusal refuse{type(), "name", text};
    constexpr auto remedy = "write the path of the module, like `example.com/module/v2`";
    if (text.starts_with('-')) refuse(0, "a path does not begin with a hyphen", remedy);
    Scanner scan(text);
    do {
      const auto at = scan.at();
      const auto element = scan.take_while(is_path_character);
      if (element.empty()) refuse(at, "an element of a path is expected", remedy);
      if (element.front() == '.' || element.back() == '.') {
        refuse(at, "an element neither begins nor ends with a dot", remedy);
      }
    } while (scan.take('/'));
    if (!scan.done()) refuse(scan.at(), "the character is not one that a path can have", remedy);
    if (!golang_paths::major_suffix(text)) {
      if (text.starts_with("gopkg.in/"))
        refuse(text.size(), "a path at gopkg.in ends in a major version", "write it like `gopkg.in/yaml.v2`");
      refuse(text.rfind('/'), "the end is no major version from `/v2` on",
             "leave it out for v0 and v1, or write it like `example.com/module/v2`");
    }
    return std::string(text);
  }

  ParsedVersion version(std::string_view text) const override {
    const auto [version, build] = read(text);
    return {key(version), std::string(text), !version.prerelease.empty()};
  }

  void fit(std::string_view name, std::string_view constraint, Set& set) const override {
    golang_ranges::fit(name, constraint, set);
  }
  bool can_name(std::string_view name, std::string_view text) const override {
    const auto [version, build] = read(text);
    return golang_paths::has_version(name, version, build);
  }

  Set parse(std::string_view constraint) const override { return golang_ranges::parse(constraint); }
  std::string canonical(std::string_view constraint) const override {
    return golang_ranges::canonical(constraint);
  }
  std::optional<std::string> write(const Set& set) const override { return golang_ranges::write(set); }

  std::string show(const Key& cut, bool) const override { return std::string("v").append(semver::show(cut)); }
  Key releases(const Key& cut) const override { return semver::first_release(cut); }
  std::uint64_t major_above(const Key& cut) const override { return semver::major_above(cut); }
  std::uint64_t major_below(const Key& cut) const override { return semver::major_below(cut, false); }
  Key major_start(std::uint64_t major) const override {
    return key(semver::least(semver::Number(major), {}, {}));
  }

  ManifestText manifest(std::span<const Demand> demands) const override {
    std::string out = "require (\n";
    for (const auto& demand : demands) {
      const auto version = golang_ranges::required(demand.name, demand.constraint);
      // What has but an upper end cannot be said: a line of go.mod is a lower one.
      if (!version.empty()) (((out += '\t') += demand.name) += ' ') += version + '\n';
    }
    return {"go.mod", out += ")\n"};
  }

 private:
  /// A version, and its build metadata. Both look into the text.
  std::pair<semver::Version, std::string_view> read(std::string_view text) const {
    constexpr auto remedy = "write it like `v1.2.3` or `v0.0.0-20191109021931-daa7c04131f5`";
    const Refusal refuse{type(), "version", text};
    Scanner scan(text);
    if (!scan.take('v')) refuse(0, "`v` is expected", remedy);
    semver::Version version;
    std::string_view build;
    semver::Fault fault;
    if (!read_version(scan, golang_ranges::bounds, version, build, fault))
      refuse(fault.at, fault.what, remedy);
    if (!scan.done()) refuse(scan.at(), "the version should end here", remedy);
    return {version, build};
  }
};

}  // namespace

const Ecosystem& golang() {
  static const Golang it;
  return it;
}

}  // namespace metaqore::requirement
