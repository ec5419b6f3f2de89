#include "schema/format.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <chrono>
#include <string>
#include <vector>

#include "base/text.hpp"

using namespace metaqore;

namespace {

constexpr auto newest = SchemaDialect::draft_2020_12;

void check(const char* format, const std::vector<std::string>& in, const std::vector<std::string>& out,
           SchemaDialect dialect = newest) {
  const auto is = schema::find_format(format, dialect);
  REQUIRE(is != nullptr);
  for (const auto& text : in) {
    INFO(format << " has to take " << base::shown(text));
    CHECK(is(text));
  }
  for (const auto& text : out) {
    INFO(format << " must not take " << base::shown(text));
    CHECK_FALSE(is(text));
  }
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  text.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("format: each dialect knows its own", "[json]") {
  const std::vector<std::string> of_both{
      "date",         "date-time",    "time",          "email",
      "idn-email",    "hostname",     "ipv4",          "ipv6",
      "uri",          "iri",          "uri-reference", "iri-reference",
      "uri-template", "json-pointer", "regex",         "relative-json-pointer"};
  for (const auto& name : of_both) {
    INFO(name);
    CHECK(schema::find_format(name, SchemaDialect::draft_07) != nullptr);
    CHECK(schema::find_format(name, newest) != nullptr);
  }
  for (const auto* name : {"duration", "uuid"}) {
    CHECK(schema::find_format(name, SchemaDialect::draft_07) == nullptr);
    CHECK(schema::find_format(name, newest) != nullptr);
  }
  for (const auto* name : {"", "Date", "date ", "idn-hostname", "color", "dat"}) {
    CHECK(schema::find_format(name, SchemaDialect::draft_07) == nullptr);
    CHECK(schema::find_format(name, newest) == nullptr);
  }
}

TEST_CASE("format: dates and times of RFC 3339", "[json]") {
  check("date", {"2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", "1582-10-10"},
        {"", "2023-02-29", "1900-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-04-31", "24-01-01",
         "2024-1-01", "2024-01-01Z", " 2024-01-01", "2024/01/01", "+2024-01-01", "2024-01-0\u09ea"});
  check("time",
        {"08:30:06Z", "08:30:06z", "08:30:06.283185Z", "08:30:06+00:20", "23:59:60Z", "15:59:60-08:00",
         "01:29:60+01:30", "00:29:60-23:30", "12:34:56-00:00"},
        {"", "24:00:00Z", "00:60:00Z", "00:00:61Z", "22:59:60Z", "23:59:60+01:00", "12:00:00", "12:00:00.Z",
         "12:00:00,5Z", "12:00Z", "12:00:00+24:00", "12:00:00+01:60", "12:00:00+01", "12:00:00Z+00:30",
         "1:00:00Z"});
  check("date-time", {"1963-06-19T08:30:06.283185Z", "1963-06-19t08:30:06z", "1998-12-31T15:59:60.123-08:00"},
        {"", "1963-06-19", "1963-06-19 08:30:06Z", "1963-06-19T08:30:06", "1998-12-31T23:58:60Z",
         "1990-02-31T15:59:59Z", "1985-04-12T23:20:50Z\n"});
  check("duration",
        {"P4DT12H30M5S", "P1Y2M3D", "P1Y2M", "P1M2D", "P2W", "PT36H", "PT1H2M", "PT1M2S", "PT0S", "P1DT1S",
         "P01D", fmt::format("P{}D", repeated("9", 1'000))},
        {"",      "P",      "PT",    "P1", "P1YT",   "P1Y2D", "P2D1Y", "P1Y1Y", "PT1H2S", "PT1D", "P2S",
         "P1Y2W", "P1WT1H", "P1W1W", "PW", "PT0.5S", "-P1D",  "P-1D",  "4D",    "P1D ",   "p1d"});
}

TEST_CASE("format: addresses of mail, hosts and the internet", "[json]") {
  check("email",
        {"joe.bloggs@example.com", "a@b", "te~st@example.com", "\"joe bloggs\"@example.com",
         "\"a@b\\\"c\"@example.com", "\"\"@example.com", "joe@[127.0.0.1]", "joe@[IPv6:::1]",
         "joe@[ipv6:::1]", repeated("a", 64) + "@example.com"},
        {"",
         "2962",
         "@b",
         "a@",
         ".a@b",
         "a.@b",
         "a..b@c",
         "a b@c",
         "a@b@c",
         "a@-b",
         "a@b_c",
         "a@b.",
         "\"a@b",
         "\"a\"b@c",
         "\"\\\"@b",
         "\"\u00e9\"@b",
         "\u00e9@b",
         "a@[127.0.0.300]",
         "a@[::1]",
         "a@[IPv6:]",
         "a@[127.0.0.1",
         repeated("a", 65) + "@example.com",
         fmt::format("a@{}", repeated("b", 64))});
  check("idn-email", {"\uc2e4\ub840@\uc2e4\ub840.\ud14c\uc2a4\ud2b8", "\"\u00e9\"@b", "joe@example.com"},
        {"2962", "\u00e9", "@\u00e9", "a b@\u00e9", "a\uff20b"});
  check("hostname",
        {"www.example.com", "1host", "a--b", "a", repeated("a", 63) + ".com",
         repeated(repeated("a", 62) + ".", 3) + repeated("a", 64 - 1)},
        {"", ".", ".a", "a.", "a..b", "-a", "a-", "a-.b", "a_b", "a b", "\u00e9", "a\n", repeated("a", 64),
         repeated("a.", 127) + "a"});
  check("ipv4", {"0.0.0.0", "255.255.255.255", "192.168.0.1"},
        {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.04", "1.2.3.", ".1.2.3", "1..2.3",
         "0x7f.0.0.1", "1.2.3.4 ", "1.2.3.4/8", std::string("1.2.3.4\0", 8), "2130706433"});
  check("ipv6",
        {"::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::8",
         "::ffff:192.168.0.1", "1:2:3:4:5:6:1.2.3.4", "::1.2.3.4", "1::1.2.3.4", "ABCD:ef01::"},
        {"",
         ":",
         ":::",
         "1",
         "1:",
         ":1",
         "1:2:3:4:5:6:7",
         "1:2:3:4:5:6:7:8:9",
         "1::2::3",
         "::1:2:3:4:5:6:7:8",
         "12345::",
         "::g",
         "1.2.3.4",
         "1:2:3:4:5:6:7:1.2.3.4",
         "::1.2.3",
         "::01.2.3.4",
         "::1%eth0",
         "[::1]",
         "::1/64",
         "1:2:3:4:5:6:7:",
         "::1:2:3:4:5:6:1.2.3.4",
         ":1.2.3.4"});
}

TEST_CASE("format: addresses of resources", "[json]") {
  const std::vector<std::string> uris{"http://foo.bar/?baz=qux#quux",
                                      "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com",
                                      "ldap://[2001:db8::7]:389/c=GB?objectClass?one",
                                      "http://[v1F.a:b]/",
                                      "mailto:John.Doe@example.com",
                                      "urn:oasis:names",
                                      "file:///etc/hosts",
                                      "file:/etc/hosts",
                                      "a:",
                                      "a+-.1:b",
                                      "http://:80",
                                      "http://a:/"};
  const std::vector<std::string> references{"", "//a/b", "/a", "a/b:c", "./a:b", "?q", "#f", "//", "a%20b"};
  const std::vector<std::string> neither{"http:// a",
                                         "1:b",
                                         ":a",
                                         "a b",
                                         "/%zz",
                                         "/%4",
                                         "\\\\a",
                                         "/a\"b",
                                         "/<a>",
                                         "/{a}",
                                         "/a^b",
                                         "/a`b",
                                         "/a|b",
                                         "/[::1]",
                                         "//a:b/c",
                                         "//a@b@c",
                                         "//[::1",
                                         "//[::1]a",
                                         "//[1.2.3.4]",
                                         "//[v.a]",
                                         "//[v1.]",
                                         "#a#b",
                                         "http://[::01.2.3.4]",
                                         "a\n",
                                         "//[@a/b"};
  check("uri", uris, references);
  check("uri", {}, neither);
  check("uri", {}, {"http://\u00e9", "http://a/\u00e9"});
  check("uri-reference", uris, neither);
  check("uri-reference", references, {"/\u00e9", "#\u00e9"});
  check("iri", uris, references);
  check("iri",
        {"http://\u0192\u00f8\u00f8.\u00df\u00e5r/?\u2202=\u03c0#\u00fc", "http://a/\U00010300", "a:?\ue000"},
        {"\u00e9", "a:\ue000", "a:#\ue000", "a:\ufdd0", "a:\uffff", "a:\U0001FFFE", "a:\U000E0FFF",
         "a:\u0080", "\u00e9:b"});
  check("iri-reference", references, neither);
  check("iri-reference", {"\u00e9", "//\u00e9/\u00e9"}, {"\\\u00e9", "a\u0080"});
  check("uri-template",
        {"", "http://a/{b}", "{+b}", "{#b}", "{/b,c}", "{?b*,c:3}", "{v:1000}", "{a.b}", "{%41}", "a%41b'",
         "\U0001F600"},
        {"{",    "}",     "{}",     "{a",        "a}",   "{a,}",   "{a,,b}", "{a..b}", "{.}",
         "{a.}", "{v:0}", "{v:01}", "{v:10000}", "{v:}", "{a=b}",  "{,+a}",  "{a b}",  "a b",
         "a%4",  "a\"b",  "a<b",    "a\x7f",     "a\\b", "\u0080", "{{a}}"});
}

TEST_CASE("format: names and places inside of documents", "[json]") {
  check("uuid", {"2eb8aa08-AA98-11ea-B4Aa-73B441D16380", "00000000-0000-0000-0000-000000000000"},
        {"", "2eb8aa08-aa98-11ea-b4aa-73b441d1638", "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
         "2eb8aa08aa98-11ea-b4aa-73b441d16380-", "2eb8aa08-aa98-11ea-b4ga-73b441d16380",
         "2eb8aa0-8aa98-11ea-b4aa-73b441d16380"});
  check("json-pointer", {"", "/", "/a~0b~1", "//", "/\u00e9\n"}, {"a", "#/a", "/~", "/~2", "/a~"});
  check("relative-json-pointer", {"0", "1/a", "0#", "120//", "0+1/a", "1-0", "2-12#"},
        {"", "/a", "-1", "01", "0##", "0#/a", "0+", "0+01", "0/~", "\u0661/a", "1\n", "0+-1"});
  check("relative-json-pointer", {"0", "1/a", "0#"}, {"0+1/a", "1-1", "01"}, SchemaDialect::draft_07);
  check("regex", {"", "a+", "(?<=a)\\p{Emoji}", "(a)\\1", "[^]"}, {"(", "\\a", "(?P<a>b)", "a**", "[b-a]"});
}

TEST_CASE("format: no text takes more than one look at each of its bytes", "[json][large]") {
  const auto& texts = std::vector<std::string>{repeated("a", 4'000'000),
                                               repeated("1", 4'000'000),
                                               repeated(":", 4'000'000),
                                               repeated("::", 2'000'000),
                                               repeated("1:", 2'000'000),
                                               repeated("a.", 2'000'000),
                                               repeated("%41", 1'000'000),
                                               repeated("{a}", 1'000'000),
                                               repeated("~0/", 1'000'000),
                                               repeated("@", 4'000'000),
                                               repeated("[", 4'000'000),
                                               repeated("\"\\", 2'000'000),
                                               repeated("(", 4'000'000),
                                               repeated("\u00e9", 2'000'000),
                                               fmt::format("a:{}", repeated("/", 4'000'000)),
                                               fmt::format("P{}", repeated("1Y", 100'000)),
                                               fmt::format("//[{}", repeated("1:", 100'000)),
                                               fmt::format("{{{}", repeated("a,", 1'000'000))};
  const auto start = std::chrono::steady_clock::now();
  for (const auto* name : {"date", "date-time", "time", "duration", "email", "idn-email", "hostname", "ipv4",
                           "ipv6", "uri", "iri", "uri-reference", "iri-reference", "uri-template", "uuid",
                           "json-pointer", "relative-json-pointer", "regex"}) {
    const auto is = schema::find_format(name, newest);
    for (const auto& text : texts) is(text);
  }
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}
