#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "json/document.hpp"
#include "metaqore/json_patch.hpp"
#include "support/json_text.hpp"

using namespace metaqore;
using test::nested;
using test::repeated;

namespace {

std::string made(const std::string& from, const std::string& to) {
  return make_patch(Json(from), Json(to)).text();
}

std::string applied(const std::string& document, const std::string& patch) {
  return apply_patch(Json(document), Json(patch)).text();
}

/// What is wrong when a patch is refused, as "reason: message details".
std::string refusal(const std::string& document, const std::string& patch) {
  try {
    return "makes " + applied(document, patch).substr(0, 200);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_argument);
    return error.reason() + ": " + error.what() + ' ' + error.details();
  }
}

std::string reason(const std::string& document, const std::string& patch) {
  const auto text = refusal(document, patch);
  return text.substr(0, text.find(':'));
}

/// The law of a patch: it makes `to` of `from`, and is no larger than the replacement of all.
void check_law(const Json& from, const Json& to) {
  const auto patch = make_patch(from, to);
  REQUIRE(apply_patch(from, patch) == to);
  REQUIRE(patch.canonical() == patch.text());
  const auto replacement = R"([{"op":"replace","path":"","value":)" + to.canonical() + "}]";
  REQUIRE(patch.text().size() <= replacement.size());
  REQUIRE((patch.text() == "[]") == (from == to));
}

}  // namespace

TEST_CASE("patch: members and elements are added, removed and replaced where they differ", "[json]") {
  const std::string lines = R"("a":"some longer text that stays","b":"and another one that stays")";
  CHECK(made("{" + lines + R"(,"c":1})", "{" + lines + R"(,"c":2,"d":[]})") ==
        R"([{"op":"replace","path":"/c","value":2},{"op":"add","path":"/d","value":[]}])");
  CHECK(made("{" + lines + R"(,"c":1})", "{" + lines + "}") == R"([{"op":"remove","path":"/c"}])");
  const std::string items =
      R"("some longer text that stays","and another one that stays, so that its replacement would take more text than three operations do")";
  CHECK(made("[" + items + "]", "[0," + items + "]") == R"([{"op":"add","path":"/0","value":0}])");
  CHECK(made("[" + items + ",1,2,3]", "[" + items + ",1,3]") == R"([{"op":"remove","path":"/3"}])");
  CHECK(
      made("[1," + items + ",2]", "[" + items + ",3,4]") ==
      R"([{"op":"remove","path":"/0"},{"op":"replace","path":"/2","value":3},{"op":"add","path":"/3","value":4}])");
  CHECK(made("[{" + lines + R"(,"c":1}])", "[{" + lines + R"(,"c":null}])") ==
        R"([{"op":"replace","path":"/0/c","value":null}])");
  CHECK(made("1", "[]") == R"([{"op":"replace","path":"","value":[]}])");
  CHECK(made("[1,{\"a\":2}]", "[1.0, {\"a\":2e0}]") == "[]");
}

TEST_CASE("patch: where the operations would take more text, the whole is replaced", "[json]") {
  CHECK(made(R"({"a":1,"b":2,"c":3})", R"({"d":4})") == R"([{"op":"replace","path":"","value":{"d":4}}])");
  const std::string text = R"("a text that is longer than all of the operations are")";
  CHECK(made("[" + text + R"(,{"a":1,"b":2}])", "[" + text + R"(,{"c":1,"d":2}])") ==
        R"([{"op":"replace","path":"/1","value":{"c":1,"d":2}}])");
}

TEST_CASE("patch: names are escaped as pointers and as strings", "[json]") {
  const std::string rest = R"(,"z":"a text that is longer than all of the operations are")";
  CHECK(made(R"({"a/b~\"\n":1)" + rest + "}", R"({"a/b~\"\n":2)" + rest + "}") ==
        R"([{"op":"replace","path":"/a~1b~0\"\n","value":2}])");
  check_law(Json(R"({"a/b~\"\n\u0001":1)" + rest + "}"), Json(R"({"a/b~\"\n\u0001":2)" + rest + "}"));
}

TEST_CASE("patch: documents at the limit of depth are patched, level by level where one value is too deep",
          "[json]") {
  const auto deepest = Json::max_depth;
  const auto check_makes = [](const std::string& from, const std::string& to) {
    CHECK(applied(from, made(from, to)) == Json(to).canonical());
  };
  check_makes(nested(deepest), nested(deepest, "1"));
  check_makes("0", nested(deepest));
  check_makes(nested(deepest), "0");
  check_makes("{}", nested(deepest));
  const auto inside = nested(deepest - 2);
  const auto wide = R"({"a":[1,)" + inside + ",2," + inside + R"(],"b":3,"c":[)" + inside + "]}";
  check_makes("0", wide);
  check_makes("[]", wide);
  check_makes(R"({"a":0})", wide);
  check_makes(R"({"a":[1,2],"c":[[]]})", wide);
  CHECK(made("0", nested(deepest)) ==
        R"([{"op":"replace","path":"","value":[]},{"op":"add","path":"/0","value":[]},)"
        R"({"op":"add","path":"/0/0","value":)" +
            nested(deepest - 2) + "}]");
}

TEST_CASE("patch: an operation does what RFC 6902 says of it", "[json]") {
  CHECK(applied(R"({"b":1})", R"([{"op":"add","path":"/a","value":[1]}])") == R"({"a":[1],"b":1})");
  CHECK(applied(R"({"a":1})", R"([{"op":"add","path":"/a","value":null}])") == R"({"a":null})");
  CHECK(applied("[1,2]", R"([{"op":"add","path":"/1","value":3}])") == "[1,3,2]");
  CHECK(applied("[1,2]", R"([{"op":"add","path":"/2","value":3}])") == "[1,2,3]");
  CHECK(applied("[1,2]", R"([{"op":"add","path":"/-","value":3}])") == "[1,2,3]");
  CHECK(applied("[1,2]", R"([{"op":"add","path":"","value":3}])") == "3");
  CHECK(applied(R"({"":{"~/":1}})", R"([{"op":"replace","path":"//~0~1","value":2}])") == R"({"":{"~/":2}})");
  CHECK(applied("[1,2,3]", R"([{"op":"remove","path":"/1"}])") == "[1,3]");
  CHECK(applied("[1,2,3]", R"([{"op":"move","from":"/0","path":"/2"}])") == "[2,3,1]");
  CHECK(applied("[1,2,3]", R"([{"op":"move","from":"/0","path":"/-"}])") == "[2,3,1]");
  CHECK(applied(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a/b","path":"/a"}])") == R"({"a":1})");
  CHECK(applied(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":"/a"}])") == R"({"a":{"b":1}})");
  CHECK(applied(R"({"a":{"b":1}})", R"([{"op":"move","from":"/a","path":""}])") == R"({"b":1})");
  CHECK(applied(R"({"a":{"b":1}})", R"([{"op":"copy","from":"","path":"/a/c"}])") ==
        R"({"a":{"b":1,"c":{"a":{"b":1}}}})");
  CHECK(applied("[]", "[]") == "[]");
  CHECK(applied(R"({"b":1.0,"a":2})", "[]") == R"({"a":2,"b":1})");
  // What an operation does not define is ignored (§4).
  CHECK(applied("[1]", R"([{"op":"remove","path":"/0","from":7,"value":1,"xyz":[]}])") == "[]");
}

TEST_CASE("patch: a copy and its original change apart", "[json]") {
  CHECK(applied(R"({"a":{"x":[1,2]}})",
                R"([{"op":"add","path":"/a/x/0","value":0},{"op":"copy","from":"/a","path":"/b"},
                    {"op":"add","path":"/a/x/-","value":3},{"op":"remove","path":"/b/x/0"},
                    {"op":"copy","from":"/b","path":"/a/c"},{"op":"replace","path":"/a/c/x/0","value":null}])") ==
        R"({"a":{"c":{"x":[null,2]},"x":[0,1,2,3]},"b":{"x":[1,2]}})");
}

TEST_CASE("patch: a test compares numbers by value, and objects in any order", "[json]") {
  const std::string document = R"({"a":[1,{"b":2.50,"c":9007199254740993}]})";
  CHECK(reason(document, R"([{"op":"test","path":"/a/1","value":{"c":9007199254740993,"b":25e-1}}])") ==
        "makes {\"a\"");
  CHECK(reason(document, R"([{"op":"test","path":"/a/0","value":10e-1}])") == "makes {\"a\"");
  CHECK(reason(document, R"([{"op":"test","path":"/a/1/c","value":9007199254740992}])") ==
        "patch.test_failed");
  CHECK(reason(document, R"([{"op":"test","path":"/a/0","value":"1"}])") == "patch.test_failed");
  CHECK(reason(document, R"([{"op":"test","path":"/a","value":[1]}])") == "patch.test_failed");
  CHECK(reason(document, R"([{"op":"test","path":"/b","value":null}])") == "patch.not_found");
  // Of what has changed, too.
  const auto changed = [&](const std::string& value) {
    return reason(document, R"([{"op":"add","path":"/a/-","value":[]},{"op":"add","path":"/a/1/d","value":0},
                                {"op":"test","path":"","value":)" +
                                value + "}]");
  };
  CHECK(changed(R"({"a":[1,{"d":0,"b":2.5,"c":9007199254740993},[]]})") == "makes {\"a\"");
  CHECK(changed(R"({"a":[1,{"d":1,"b":2.5,"c":9007199254740993},[]]})") == "patch.test_failed");
  CHECK(changed(R"({"a":[1,{"e":0,"b":2.5,"c":9007199254740993},[]]})") == "patch.test_failed");
  CHECK(changed(R"({"a":[1,{"d":0,"b":2.5,"c":9007199254740993}]})") == "patch.test_failed");
  CHECK(changed(R"({"a":{}})") == "patch.test_failed");
  CHECK(changed("0") == "patch.test_failed");
}

TEST_CASE("patch: a test that fails names both values", "[json]") {
  CHECK(refusal(R"({"v":1})", R"([{"op":"test","path":"/v","value":2}])") ==
        "patch.test_failed: operation 0 at `/v`: the value is `1`, not `2`; make the patch anew from the "
        "document "
        R"(as it is {"operation":0,"pointer":"/v"})");
  CHECK(refusal(R"({"v":1})", R"([{"op":"test","path":"","value":[2]}])") ==
        "patch.test_failed: operation 0 at the root: the value is an object of size `1`, not an array of "
        "size `1`; "
        R"(make the patch anew from the document as it is {"operation":0,"pointer":""})");
}

TEST_CASE("patch: a test that fails says where values differ that would read alike", "[json]") {
  const auto what = [](const std::string& document, const std::string& value,
                       const std::string& change = "") {
    const auto text = refusal(document, "[" + change + R"({"op":"test","path":"/v","value":)" + value + "}]");
    const auto begin = text.find("at `/v`: ") + 9;
    return text.substr(begin, text.find("; make the patch anew") - begin);
  };
  CHECK(what(R"({"v":[1,2]})", "[2,1]") == "`/v/0` is `1`, not `2`");
  CHECK(what(R"({"v":[1,{"a/b":[true]}]})", R"([1,{"a/b":[null]}])") ==
        "`/v/1/a~1b/0` is `true`, not `null`");
  CHECK(what(R"({"v":[1]})", "[1,[]]") == "there is no `/v/1`, which is tested to be an array of size `0`");
  CHECK(what(R"({"v":[1,2]})", "[1]") == "`/v/1` is `2`, and is tested not to be there");
  CHECK(what(R"({"v":{"a":1,"c":2}})", R"({"b":1,"c":2})") == "`/v/a` is `1`, and is tested not to be there");
  CHECK(what(R"({"v":{"b":1,"c":2}})", R"({"a":1,"c":2})") ==
        "there is no `/v/a`, which is tested to be `1`");
  CHECK(what(R"({"v":{"a":{}}})", R"({"a":[]})") ==
        "`/v/a` is an object of size `0`, not an array of size `0`");

  // Of what the patch has changed before, too.
  const std::string added = R"({"op":"add","path":"/v/l/-","value":7},)";
  CHECK(what(R"({"v":{"l":[],"m":1}})", R"({"l":[8],"m":1})", added) == "`/v/l/0` is `7`, not `8`");
  CHECK(what(R"({"v":{"l":[],"m":1}})", R"({"l":[],"m":1})", added) ==
        "`/v/l/0` is `7`, and is tested not to be there");
  CHECK(what(R"({"v":{"l":[]}})", R"({"l":[7,8]})", added) ==
        "there is no `/v/l/1`, which is tested to be `8`");
  CHECK(what(R"({"v":{"l":[]}})", R"({"k":0,"l":[7]})", added) ==
        "there is no `/v/k`, which is tested to be `0`");
  CHECK(what(R"({"v":{"l":[]}})", R"({"l":[7],"m":0})", added) ==
        "there is no `/v/m`, which is tested to be `0`");
  CHECK(what(R"({"v":{"l":[]}})", R"({"l":{}})", added) ==
        "`/v/l` is an array of size `1`, not an object of size `0`");

  // Of texts that begin alike, what stands around the place.
  const auto start = repeated("word ", 40);
  CHECK(what(R"({"v":")" + start + "one\"}", '"' + start + "two\"") ==
        "the value is `…ord word word word word one\"`, not `…ord word word word word two\"`");
}

TEST_CASE("patch: a place that does not exist is refused with the operation and the pointer", "[json]") {
  CHECK(refusal(R"({"a":{}})", R"([{"op":"test","path":"/a","value":{}},{"op":"remove","path":"/a/b"}])") ==
        "patch.not_found: operation 1 at `/a/b`: `/a` has no member `b`; name a place that the document has "
        "when it "
        R"(is the operation's turn {"operation":1,"pointer":"/a/b"})");
  const auto what = [](const std::string& operation) {
    const auto text = refusal(R"({"a":[1,{"b":[]}],"t":"x"})", "[{" + operation + "}]");
    const auto begin = text.find("`: ") + 3;
    return text.substr(begin, text.find("; name a place") - begin);
  };
  CHECK(what(R"("op":"move","from":"/a/0","path":"/a/1/b/-")") ==
        "`/a` is an array of size `1`, which has no element `1`, once `/a/0` is taken from where it was");
  CHECK(what(R"("op":"remove","path":"/a/2/c")") == "`/a` is an array of size `2`, which has no element `2`");
  CHECK(what(R"("op":"add","path":"/a/1/b/01","value":0)") ==
        "`/a/1/b` is an array of size `0`, of which no element has the index `01`");
  CHECK(what(R"("op":"remove","path":"/a/-")") ==
        "`-` is behind the last element of `/a`, an array of size `2`");
  CHECK(what(R"("op":"remove","path":"/c/d")") == "the document has no member `c`");
  CHECK(what(R"("op":"add","path":"/t/0","value":0)") == "`/t` is `\"x\"`, which has no member `0`");
  const std::string document = R"({"a":[1,2],"b":"x"})";
  for (const std::string operation :
       {R"("op":"add","path":"/a/3","value":0)", R"("op":"add","path":"/a/01","value":0)",
        R"("op":"add","path":"/a/x","value":0)", R"("op":"add","path":"/a/-1","value":0)",
        R"("op":"add","path":"/c/d","value":0)", R"("op":"add","path":"/b/0","value":0)",
        R"("op":"add","path":"/a/-/0","value":0)",
        R"("op":"add","path":"/a/99999999999999999999999","value":0)", R"("op":"remove","path":"/a/2")",
        R"("op":"remove","path":"/a/-")", R"("op":"remove","path":"/c")",
        R"("op":"replace","path":"/c","value":0)", R"("op":"replace","path":"/a/-","value":0)",
        R"("op":"replace","path":"/a/2","value":0)", R"("op":"move","from":"/c","path":"/d")",
        R"("op":"move","from":"/a/-","path":"/d")", R"("op":"move","from":"/a/0","path":"/a/2")",
        R"("op":"copy","from":"/a/2","path":"/d")", R"("op":"test","path":"/a/-","value":2)"}) {
    CAPTURE(operation);
    CHECK(reason(document, "[{" + operation + "}]") == "patch.not_found");
  }
}

TEST_CASE("patch: what is no patch is refused before anything is done", "[json]") {
  CHECK(reason("1", R"({"op":"remove","path":"/0"})") == "patch.malformed");
  CHECK(refusal("1", R"([{"op":"test","path":"/x","value":1},{"op":"spam","path":""}])") ==
        "patch.malformed: operation 1: there is no operation `spam`; use `add`, `remove`, `replace`, "
        R"(`move`, `copy` or `test` {"operation":1})");
  CHECK(refusal("1", R"([{"op":"move","path":"/a/b","from":"/a"}])") ==
        "patch.malformed: operation 0 at `/a/b`: it moves `/a` into itself; move it elsewhere, or "
        "copy it "
        R"({"operation":0,"pointer":"/a/b"})");
  for (const std::string operation :
       {R"(1)", R"([])", R"({})", R"({"op":"remove"})", R"({"op":1,"path":"/a"})",
        R"({"op":"remove","path":null})", R"({"op":"remove","path":"a"})", R"({"op":"remove","path":"/a~"})",
        R"({"op":"remove","path":"/~2"})", R"({"op":"add","path":"/a"})", R"({"op":"test","path":"/a"})",
        R"({"op":"replace","path":""})", R"({"op":"copy","path":"/a"})",
        R"({"op":"move","path":"/a","from":1})", R"({"op":"Add","path":"","value":1})",
        R"({"op":"move","path":"/a","from":"a"})", R"({"op":"move","path":"/a","from":""})",
        R"({"op":"remove","path":""})"}) {
    CAPTURE(operation);
    CHECK(reason(R"({"a":1})", "[" + operation + "]") == "patch.malformed");
  }
  // Where the name of one begins with the other's, nothing moves into itself.
  CHECK(applied(R"({"a":1})", R"([{"op":"move","from":"/a","path":"/ab"}])") == R"({"ab":1})");
}

TEST_CASE("patch: what a refusal shows of a hostile patch is one short line", "[json]") {
  const auto text = repeated("a\\n\\u001b", 10'000);
  for (const auto& patch :
       {R"([{"op":")" + text + R"(","path":""}])", R"([{"op":"remove","path":"/)" + text + R"("}])",
        R"([{"op":"remove","path":")" + text + R"("}])"}) {
    try {
      apply_patch(Json("{}"), Json(patch));
      FAIL_CHECK("was not refused");
    } catch (const Error& error) {
      const std::string message = error.what();
      CHECK(message.size() < 800);
      CHECK(message.find('\n') == std::string::npos);
      CHECK(message.find('\x1b') == std::string::npos);
      CHECK(Json(error.details()).canonical() == error.details());
    }
  }
}
