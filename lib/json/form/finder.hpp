#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include "json/document.hpp"

namespace metaqore::form {

/// Follows reference tokens through the form of a struct, to the first member on the way that is a document
/// of its own: an archive that reads nothing. So what is wrong in that document is told of it, and not of the
/// text around it, which its author may never have seen.
class Finder {
 public:
  explicit Finder(std::span<const std::string> tokens) : tokens_(tokens) {}

  template <class T>
  void field(std::string_view name, T& it) {
    if (found_ || !is_at(name)) return;
    path_ += path_.empty() ? "" : ".";
    path_ += name;
    step(it);
  }

  template <class T>
  void always(std::string_view name, T& it) {
    field(name, it);
  }

  template <class T>
  void given(std::string_view name, T& it) {
    field(name, it);
  }

  template <class T>
  void nonzero(std::string_view name, T& it) {
    field(name, it);
  }

  template <class T>
  void find(T& it) {
    if constexpr (std::is_same_v<T, Json>) {
      found_ = json::Inner{depth_, path_};
    } else if constexpr (requires { fields(*this, it); }) {
      fields(*this, it);
    }
  }

  template <class T>
  void find(std::optional<T>& it) {
    find(it.emplace());
  }

  template <class T>
  void find(std::vector<T>& it) {
    std::size_t index = 0;
    if (depth_ == tokens_.size()) return;
    const auto& token = tokens_[depth_];
    if (std::from_chars(token.data(), token.data() + token.size(), index).ec != std::errc{}) return;
    path_ += "[" + token + "]";
    step(it.emplace_back());
  }

  std::optional<json::Inner> found() && { return std::move(found_); }

 private:
  bool is_at(std::string_view name) const { return depth_ < tokens_.size() && tokens_[depth_] == name; }

  template <class T>
  void step(T& it) {
    ++depth_;
    find(it);
    if (!found_) tokens_ = {};  // nothing else lies on the way
  }

  std::span<const std::string> tokens_;
  std::size_t depth_ = 0;
  std::string path_;
  std::optional<json::Inner> found_;
};

template <class T>
std::optional<json::Inner> find_inner(const std::vector<std::string>& tokens) {
  Finder finder(tokens);
  T it{};
  finder.find(it);
  return std::move(finder).found();
}

}  // namespace metaqore::form
