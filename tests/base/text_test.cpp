#include "base/text.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace std::string_view_literals;
namespace base = metaqore::base;

TEST_CASE("text: well-formed UTF-8 is told from every other sequence of bytes", "[base]") {
  for (const auto text :
       {""sv, "plain"sv, "\0"sv, "\x7F"sv, "\xC2\x80"sv, "\xDF\xBF"sv, "\xE0\xA0\x80"sv, "\xED\x9F\xBF"sv,
        "\xEE\x80\x80"sv, "\xEF\xBF\xBF"sv, "\xF0\x90\x80\x80"sv, "\xF4\x8F\xBF\xBF"sv}) {
    INFO(text);
    CHECK(base::is_utf8(text));
  }
  for (const auto text : {"\x80"sv, "\xBF"sv, "\xC0\x80"sv, "\xC1\xBF"sv, "\xC2"sv, "\xC2\x41"sv,
                          "\xC2\xC0"sv, "\xE0\x9F\xBF"sv, "\xE2\x82"sv, "\xE2\x82\x41"sv, "\xED\xA0\x80"sv,
                          "\xED\xBF\xBF"sv, "\xF0\x8F\xBF\xBF"sv, "\xF0\x90\x80"sv, "\xF0\x90\x80\xC0"sv,
                          "\xF4\x90\x80\x80"sv, "\xF5\x80\x80\x80"sv, "\xFE"sv, "\xFF"sv}) {
    INFO(text);
    CHECK(base::find_invalid_utf8(text) == 0u);
  }
}

TEST_CASE("text: every code point is UTF-8 in its shortest form and in no other", "[base]") {
  const auto unit = [](unsigned value) { return static_cast<char>(value); };
  std::size_t wrong = 0;
  for (unsigned point = 0; point <= 0x1FFFFF; ++point) {
    const std::string two{unit(0xC0 | (point >> 6)), unit(0x80 | (point & 0x3F))};
    const std::string three{unit(0xE0 | (point >> 12)), unit(0x80 | ((point >> 6) & 0x3F)),
                            unit(0x80 | (point & 0x3F))};
    const std::string four{unit(0xF0 | (point >> 18)), unit(0x80 | ((point >> 12) & 0x3F)),
                           unit(0x80 | ((point >> 6) & 0x3F)), unit(0x80 | (point & 0x3F))};
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point < 0x800) wrong += base::is_utf8(two) != (point >= 0x80);
    if (point < 0x10000) wrong += base::is_utf8(three) != (point >= 0x800 && !surrogate);
    wrong += base::is_utf8(four) != (point >= 0x10000 && point <= 0x10FFFF);
  }
  CHECK(wrong == 0);
}

TEST_CASE("text: the first invalid byte is found wherever it stands", "[base]") {
  for (std::size_t before = 0; before < 40; ++before) {
    const std::string text = std::string(before, 'a') + "\xFF" + std::string(20, 'b');
    CHECK(base::find_invalid_utf8(text) == before);
    const std::string mixed = std::string(before, 'a') + "\u20ac\xE2\x82";
    CHECK(base::find_invalid_utf8(mixed) == before + 3);
  }
}

TEST_CASE("text: a prefix never cuts a character in two", "[base]") {
  CHECK(base::utf8_prefix("abc", 2) == "ab");
  CHECK(base::utf8_prefix("abc", 9) == "abc");
  CHECK(base::utf8_prefix("a\u20acb", 1) == "a");
  CHECK(base::utf8_prefix("a\u20acb", 2) == "a");
  CHECK(base::utf8_prefix("a\u20acb", 3) == "a");
  CHECK(base::utf8_prefix("a\u20acb", 4) == "a\u20ac");
  CHECK(base::utf8_prefix("\U0001F602", 3).empty());
}

TEST_CASE("text: control characters are found unless they are allowed", "[base]") {
  CHECK_FALSE(base::has_control("plain \u20ac text"));
  CHECK(base::has_control("a\nb"));
  CHECK(base::has_control("a\0b"sv));
  CHECK(base::has_control("a\x7F"));
  CHECK_FALSE(base::has_control("a\n\tb", "\n\t"));
  CHECK(base::has_control("a\n\rb", "\n\t"));
}

TEST_CASE("text: what is not seen, ends a line or turns the direction is found by its code point", "[base]") {
  const auto found = [](std::string_view text) {
    return static_cast<long>(base::find_unseen(text).value_or(0));
  };
  for (const auto text : {"plain"sv, "\u00a0\u00ac\u00ae"sv, "\u20ac \u2027\u202f"sv, "\u205f\u2070"sv,
                          "क्\u200dष می\u200cخواهم"sv, "\U0001F468\u200d\U0001F469 ❤\ufe0f"sv,
                          "\u0600 \u06dd"sv, "\ufefe\ufffc"sv, "\U000E0100\U000DFFFF"sv, "日本"sv}) {
    INFO(text);
    CHECK(found(text) == 0);
  }
  CHECK(base::find_unseen("a\0"sv) == U'\0');
  CHECK(found("a\nb") == 0x0A);
  CHECK(base::find_unseen("a\nb\u2028", "\n") == U'\u2028');
  CHECK(found("\x7f") == 0x7F);
  CHECK(found("ä\u0080") == 0x80);
  CHECK(found("\u0085") == 0x85);
  CHECK(found("\u009f") == 0x9F);
  CHECK(found("a\u00ad") == 0xAD);
  CHECK(found("\u061c") == 0x61C);
  CHECK(found("\u180e") == 0x180E);
  CHECK(found("\u200b") == 0x200B);
  CHECK(found("\u200e") == 0x200E);
  CHECK(found("\u200f") == 0x200F);
  CHECK(found("日\u2028") == 0x2028);
  CHECK(found("\u2029") == 0x2029);
  CHECK(found("\u202a") == 0x202A);
  CHECK(found("\u202e") == 0x202E);
  CHECK(found("\u2060") == 0x2060);
  CHECK(found("\u2066") == 0x2066);
  CHECK(found("\u206f") == 0x206F);
  CHECK(found("\ufeff") == 0xFEFF);
  CHECK(found("\ufff9") == 0xFFF9);
  CHECK(found("\U000E0001") == 0xE0001);
  CHECK(found("\U000E007F") == 0xE007F);
}

TEST_CASE("text: a text is put on one line as a whole, and what is not seen is written out", "[base]") {
  CHECK(base::on_one_line("a\nb\x7f") == "a\\x0ab\\x7f");
  const std::string long_name(300, 'x');
  CHECK(base::on_one_line(long_name + "\u2028ü") == long_name + "\\u2028ü");
  CHECK(base::on_one_line("a\u0085\u200b\ufeff\U000E0041") == "a\\u0085\\u200b\\ufeff\\udb40\\udc41");
  CHECK(base::on_one_line("a\xff") == "a…");
}

TEST_CASE("text: a value is shown on one line, in UTF-8 and cut where it is long", "[text]") {
  using metaqore::base::shown;
  CHECK(shown("plain ä") == "plain ä");
  CHECK(shown("a\nb\x7f") == "a\\x0ab\\x7f");
  CHECK(shown("a\u202eb\u2028\u0085\u200f") == "a\\u202eb\\u2028\\u0085\\u200f");
  CHECK(shown("a\xff"
              "b") == "a…");
  std::string fits(80, 'x'), too_long(79, 'x');
  CHECK(shown(fits) == fits);
  too_long.append("ä");
  CHECK(shown(too_long) == fits.substr(1).append("…"));
}
