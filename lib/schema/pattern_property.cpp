#include "schema/pattern_property.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

namespace metaqore::schema {

namespace {

/// The name that a table begins the entry with that has `text` among its names; nothing where none has.
/// Entries stand between spaces, and the names of one between slashes.
std::string_view find_name(std::string_view table, std::string_view text) {
  while (!table.empty() && !text.empty()) {
    const auto entry = table.substr(0, table.find(' '));
    for (std::size_t at = 0; at <= entry.size();) {
      const auto name = entry.substr(at, entry.find('/', at) - at);
      if (name == text) return entry.substr(0, entry.find('/'));
      at += name.size() + 1;
    }
    table.remove_prefix(std::min(entry.size() + 1, table.size()));
  }
  return {};
}

/// The values of General_Category, by their short name first (PropertyValueAliases of Unicode).
constexpr std::string_view categories =
    "C/Other Cc/Control/cntrl Cf/Format Cn/Unassigned Co/Private_Use Cs/Surrogate L/Letter "
    "LC/Cased_Letter Ll/Lowercase_Letter Lm/Modifier_Letter Lo/Other_Letter Lt/Titlecase_Letter "
    "Lu/Uppercase_Letter M/Mark/Combining_Mark Mc/Spacing_Mark Me/Enclosing_Mark Mn/Nonspacing_Mark "
    "N/Number Nd/Decimal_Number/digit Nl/Letter_Number No/Other_Number P/Punctuation/punct "
    "Pc/Connector_Punctuation Pd/Dash_Punctuation Pe/Close_Punctuation Pf/Final_Punctuation "
    "Pi/Initial_Punctuation Po/Other_Punctuation Ps/Open_Punctuation S/Symbol Sc/Currency_Symbol "
    "Sk/Modifier_Symbol Sm/Math_Symbol So/Other_Symbol Z/Separator Zl/Line_Separator "
    "Zp/Paragraph_Separator Zs/Space_Separator";

/// The values of Script that RE2 knows, by its name for them first.
constexpr std::string_view scripts =
    "Adlam/Adlm Ahom/Ahom Anatolian_Hieroglyphs/Hluw Arabic/Arab Armenian/Armn Avestan/Avst "
    "Balinese/Bali Bamum/Bamu Bassa_Vah/Bass Batak/Batk Bengali/Beng Bhaiksuki/Bhks Bopomofo/Bopo "
    "Brahmi/Brah Braille/Brai Buginese/Bugi Buhid/Buhd Canadian_Aboriginal/Cans Carian/Cari "
    "Caucasian_Albanian/Aghb Chakma/Cakm Cham/Cham Cherokee/Cher Chorasmian/Chrs Common/Zyyy "
    "Coptic/Copt/Qaac Cuneiform/Xsux Cypriot/Cprt Cypro_Minoan/Cpmn Cyrillic/Cyrl Deseret/Dsrt "
    "Devanagari/Deva Dives_Akuru/Diak Dogra/Dogr Duployan/Dupl Egyptian_Hieroglyphs/Egyp Elbasan/Elba "
    "Elymaic/Elym Ethiopic/Ethi Georgian/Geor Glagolitic/Glag Gothic/Goth Grantha/Gran Greek/Grek "
    "Gujarati/Gujr Gunjala_Gondi/Gong Gurmukhi/Guru Han/Hani Hangul/Hang Hanifi_Rohingya/Rohg "
    "Hanunoo/Hano Hatran/Hatr Hebrew/Hebr Hiragana/Hira Imperial_Aramaic/Armi Inherited/Zinh/Qaai "
    "Inscriptional_Pahlavi/Phli Inscriptional_Parthian/Prti Javanese/Java Kaithi/Kthi Kannada/Knda "
    "Katakana/Kana Kawi/Kawi Kayah_Li/Kali Kharoshthi/Khar Khitan_Small_Script/Kits Khmer/Khmr "
    "Khojki/Khoj Khudawadi/Sind Lao/Laoo Latin/Latn Lepcha/Lepc Limbu/Limb Linear_A/Lina Linear_B/Linb "
    "Lisu/Lisu Lycian/Lyci Lydian/Lydi Mahajani/Mahj Makasar/Maka Malayalam/Mlym Mandaic/Mand "
    "Manichaean/Mani Marchen/Marc Masaram_Gondi/Gonm Medefaidrin/Medf Meetei_Mayek/Mtei "
    "Mende_Kikakui/Mend Meroitic_Cursive/Merc Meroitic_Hieroglyphs/Mero Miao/Plrd Modi/Modi "
    "Mongolian/Mong Mro/Mroo Multani/Mult Myanmar/Mymr Nabataean/Nbat Nag_Mundari/Nagm Nandinagari/Nand "
    "New_Tai_Lue/Talu Newa/Newa Nko/Nkoo Nushu/Nshu Nyiakeng_Puachue_Hmong/Hmnp Ogham/Ogam Ol_Chiki/Olck "
    "Old_Hungarian/Hung Old_Italic/Ital Old_North_Arabian/Narb Old_Permic/Perm Old_Persian/Xpeo "
    "Old_Sogdian/Sogo Old_South_Arabian/Sarb Old_Turkic/Orkh Old_Uyghur/Ougr Oriya/Orya Osage/Osge "
    "Osmanya/Osma Pahawh_Hmong/Hmng Palmyrene/Palm Pau_Cin_Hau/Pauc Phags_Pa/Phag Phoenician/Phnx "
    "Psalter_Pahlavi/Phlp Rejang/Rjng Runic/Runr Samaritan/Samr Saurashtra/Saur Sharada/Shrd "
    "Shavian/Shaw Siddham/Sidd SignWriting/Sgnw Sinhala/Sinh Sogdian/Sogd Sora_Sompeng/Sora Soyombo/Soyo "
    "Sundanese/Sund Syloti_Nagri/Sylo Syriac/Syrc Tagalog/Tglg Tagbanwa/Tagb Tai_Le/Tale Tai_Tham/Lana "
    "Tai_Viet/Tavt Takri/Takr Tamil/Taml Tangsa/Tnsa Tangut/Tang Telugu/Telu Thaana/Thaa Thai/Thai "
    "Tibetan/Tibt Tifinagh/Tfng Tirhuta/Tirh Toto/Toto Ugaritic/Ugar Vai/Vaii Vithkuqi/Vith Wancho/Wcho "
    "Warang_Citi/Wara Yezidi/Yezi Yi/Yiii Zanabazar_Square/Zanb";

/// The properties of characters that ECMA-262 names and that are a few ranges, most of them fixed for ever by
/// Unicode's stability policy.
constexpr std::array<CodeRange, 1> all_ascii{{{0, 0x7F}}}, any{{{0, 0x10FFFF}}};
constexpr std::array<CodeRange, 3> ascii_hex_digit{{{'0', '9'}, {'A', 'F'}, {'a', 'f'}}};
constexpr std::array<CodeRange, 4> bidi_control{
    {{0x61C, 0x61C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}}};
constexpr std::array<CodeRange, 6> hex_digit{
    {{'0', '9'}, {'A', 'F'}, {'a', 'f'}, {0xFF10, 0xFF19}, {0xFF21, 0xFF26}, {0xFF41, 0xFF46}}};
constexpr std::array<CodeRange, 1> join_control{{{0x200C, 0x200D}}};
constexpr std::array<CodeRange, 18> noncharacter{{{0xFDD0, 0xFDEF},
                                                  {0xFFFE, 0xFFFF},
                                                  {0x1FFFE, 0x1FFFF},
                                                  {0x2FFFE, 0x2FFFF},
                                                  {0x3FFFE, 0x3FFFF},
                                                  {0x4FFFE, 0x4FFFF},
                                                  {0x5FFFE, 0x5FFFF},
                                                  {0x6FFFE, 0x6FFFF},
                                                  {0x7FFFE, 0x7FFFF},
                                                  {0x8FFFE, 0x8FFFF},
                                                  {0x9FFFE, 0x9FFFF},
                                                  {0xAFFFE, 0xAFFFF},
                                                  {0xBFFFE, 0xBFFFF},
                                                  {0xCFFFE, 0xCFFFF},
                                                  {0xDFFFE, 0xDFFFF},
                                                  {0xEFFFE, 0xEFFFF},
                                                  {0xFFFFE, 0xFFFFF},
                                                  {0x10FFFE, 0x10FFFF}}};
constexpr std::array<CodeRange, 5> pattern_white_space{
    {{0x09, 0x0D}, {0x20, 0x20}, {0x85, 0x85}, {0x200E, 0x200F}, {0x2028, 0x2029}}};
constexpr std::array<CodeRange, 1> regional_indicator{{{0x1F1E6, 0x1F1FF}}};
constexpr std::array<CodeRange, 4> variation_selector{
    {{0x180B, 0x180D}, {0x180F, 0x180F}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}}};
constexpr std::array<CodeRange, 10> white_space{{{0x09, 0x0D},
                                                 {0x20, 0x20},
                                                 {0x85, 0x85},
                                                 {0xA0, 0xA0},
                                                 {0x1680, 0x1680},
                                                 {0x2000, 0x200A},
                                                 {0x2028, 0x2029},
                                                 {0x202F, 0x202F},
                                                 {0x205F, 0x205F},
                                                 {0x3000, 0x3000}}};

struct Binary {
  std::string_view names;
  std::span<const CodeRange> ranges;
};
constexpr std::array<Binary, 11> binaries{{
    {"ASCII", all_ascii},
    {"ASCII_Hex_Digit/AHex", ascii_hex_digit},
    {"Any", any},
    {"Bidi_Control/Bidi_C", bidi_control},
    {"Hex_Digit/Hex", hex_digit},
    {"Join_Control/Join_C", join_control},
    {"Noncharacter_Code_Point/NChar", noncharacter},
    {"Pattern_White_Space/Pat_WS", pattern_white_space},
    {"Regional_Indicator/RI", regional_indicator},
    {"Variation_Selector/VS", variation_selector},
    {"White_Space/space", white_space},
}};

/// The other properties of characters that ECMA-262 names (table 69).
constexpr std::string_view binaries_beyond =
    "Alphabetic/Alpha Bidi_Mirrored/Bidi_M Case_Ignorable/CI Cased Changes_When_Casefolded/CWCF "
    "Changes_When_Casemapped/CWCM Changes_When_Lowercased/CWL Changes_When_NFKC_Casefolded/CWKCF "
    "Changes_When_Titlecased/CWT Changes_When_Uppercased/CWU Dash Default_Ignorable_Code_Point/DI "
    "Deprecated/Dep Diacritic/Dia Emoji Emoji_Component/EComp Emoji_Modifier/EMod "
    "Emoji_Modifier_Base/EBase Emoji_Presentation/EPres Extended_Pictographic/ExtPict Extender/Ext "
    "Grapheme_Base/Gr_Base Grapheme_Extend/Gr_Ext IDS_Binary_Operator/IDSB IDS_Trinary_Operator/IDST "
    "ID_Continue/IDC ID_Start/IDS Ideographic/Ideo Logical_Order_Exception/LOE Lowercase/Lower Math "
    "Pattern_Syntax/Pat_Syn Quotation_Mark/QMark Radical Sentence_Terminal/STerm Soft_Dotted/SD "
    "Terminal_Punctuation/Term Unified_Ideograph/UIdeo Uppercase/Upper XID_Continue/XIDC XID_Start/XIDS";

/// The characters that are not assigned, which RE2 has no name for, by its version of Unicode.
std::vector<CodeRange> find_unassigned() {
  RE2::Options options;
  options.set_log_errors(false);
  const RE2 run("[^\\pL\\pM\\pN\\pP\\pS\\pZ\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}]+", options);
  std::vector<CodeRange> ranges;
  std::string text;
  for (char32_t row = 0; row < 0x110000; row += 0x1000) {
    text.clear();
    for (char32_t at = row; at < row + 0x1000; ++at) append_utf8(text, at);
    const auto count = [&](std::size_t from, std::size_t to) {
      return static_cast<char32_t>(std::count_if(text.begin() + static_cast<std::ptrdiff_t>(from),
                                                 text.begin() + static_cast<std::ptrdiff_t>(to),
                                                 [](char byte) { return (byte & 0xC0) != 0x80; }));
    };
    std::size_t from = 0;
    char32_t next = row;
    for (re2::StringPiece found; run.Match(text, from, text.size(), RE2::UNANCHORED, &found, 1);) {
      const auto start = static_cast<std::size_t>(found.data() - text.data());
      const auto first = next + count(from, start);
      from = start + found.size();
      next = first + count(start, from);
      if (!ranges.empty() && ranges.back().last + 1 == first) {
        ranges.back().last = next - 1;
      } else {
        ranges.push_back({first, next - 1});
      }
    }
  }
  return ranges;
}

const std::vector<CodeRange>& unassigned() {
  static const auto ranges = find_unassigned();
  return ranges;
}

/// What RE2 makes of a class in UTF-8, roughly and from above.
std::uint64_t instructions(std::string_view name) {
  constexpr std::string_view largest = "L/Ll/Lo/Lu/M/Mn", large = "Common/Mc/N/P/Po/S/So",
                             middling = "Lm/Nd/No/Pe/Ps/Sm";
  if (!find_name(largest, name).empty()) return 1'200;
  if (!find_name(large, name).empty()) return 600;
  return find_name(middling, name).empty() ? 120 : 300;
}

void add_classes(CharSet& set, std::initializer_list<std::string_view> names) {
  for (const auto name : names) set.add_class(name, false, std::nullopt, instructions(name));
}

void add_category(CharSet& set, std::string_view name, bool negated) {
  constexpr std::string_view upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", lower = "abcdefghijklmnopqrstuvwxyz",
                             letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                             ten = "0123456789";
  if (name == "Cn") {
    negated ? set.add_others(unassigned()) : set.add(unassigned());
  } else if (name == "C") {  // RE2's has no unassigned ones
    if (negated) return add_classes(set, {"L", "M", "N", "P", "S", "Z"});
    add_classes(set, {"Cc", "Cf", "Co", "Cs"});
    set.add(unassigned());
  } else if (name == "LC") {
    if (!negated) return add_classes(set, {"Ll", "Lt", "Lu"});
    add_classes(set, {"Cc", "Cf", "Co", "Cs", "Lm", "Lo", "M", "N", "P", "S", "Z"});
    set.add(unassigned());
  } else {
    const auto ascii = name == "L"                   ? std::optional(letters)
                       : name == "Ll"                ? std::optional(lower)
                       : name == "Lu"                ? std::optional(upper)
                       : name == "N" || name == "Nd" ? std::optional(ten)
                                                     : std::nullopt;
    set.add_class(name, negated, ascii, instructions(name));
  }
}

}  // namespace

PropertyFound add_property(CharSet& set, std::string_view expression, bool negated) {
  const auto equals = expression.find('=');
  const auto name = expression.substr(0, equals);
  const auto value = equals == std::string_view::npos ? name : expression.substr(equals + 1);
  if (equals == std::string_view::npos || name == "General_Category" || name == "gc") {
    if (const auto category = find_name(categories, value); !category.empty()) {
      add_category(set, category, negated);
      return PropertyFound::added;
    }
    if (equals != std::string_view::npos) return PropertyFound::unknown;
    for (const auto& binary : binaries) {
      if (find_name(binary.names, name).empty()) continue;
      negated ? set.add_others(binary.ranges) : set.add(binary.ranges);
      return PropertyFound::added;
    }
    if (name == "Assigned") {
      add_category(set, "Cn", !negated);
      return PropertyFound::added;
    }
    return find_name(binaries_beyond, name).empty() ? PropertyFound::unknown : PropertyFound::beyond;
  }
  const bool extensions = name == "Script_Extensions" || name == "scx";
  if (!extensions && name != "Script" && name != "sc") return PropertyFound::unknown;
  if (value == "Unknown" || value == "Zzzz") return PropertyFound::beyond;
  const auto script = find_name(scripts, value);
  if (script.empty()) return PropertyFound::unknown;
  if (extensions) return PropertyFound::beyond;
  set.add_class(script, negated, std::nullopt, instructions(script));
  return PropertyFound::added;
}

}  // namespace metaqore::schema
