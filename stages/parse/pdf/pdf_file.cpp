#include "stages/parse/pdf/pdf_file.h"

#include <Error.h>
#include <PDFDoc.h>
#include <poppler-document.h>
#include <poppler-page.h>

#include <string_view>

#include "stages/parse/parse_error.h"
#include "stages/parse/pdf/ruling_device.h"

namespace nightporter::stages::pdf {

namespace {

constexpr std::size_t kMostWords = 200'000;  // of a page

constexpr std::string_view kSoftHyphen = "\xC2\xAD";
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

/// The letters that a ligature stands for: nobody looks for "oﬃce" in a database.
std::string_view letters_of(std::string_view character) {
  static constexpr std::string_view kLetters[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  if (character.size() == 3 && character.starts_with("\xEF\xAC")) {
    const auto index = static_cast<unsigned char>(character[2]) - 0x80;
    if (index >= 0 && index < 7) return kLetters[index];
  }
  return character;
}

std::size_t length_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

bool is_control(std::string_view character) {
  const auto byte = static_cast<unsigned char>(character[0]);
  return byte < 0x20 || byte == 0x7F;
}

Word word_of(const poppler::text_box& source) {
  const poppler::rectf outline = source.bbox();
  Word word{.box = {outline.left(), outline.top(), outline.right(), outline.bottom()}, .turn = static_cast<Turn>(source.rotation() & 3)};
  const bool level = word.turn == Turn::kNone || word.turn == Turn::kUpsideDown;
  word.em = level ? word.box.height() : word.box.width();
  const poppler::byte_array bytes = source.text().to_utf8();
  const std::string_view text(bytes.data(), bytes.size());
  std::size_t index = 0;
  for (std::size_t at = 0; at < text.size(); ++index) {
    const std::string_view character = text.substr(at, length_of_character(text[at]));
    at += character.size();
    if (character == kNoBreakSpace || is_control(character)) continue;
    const poppler::rectf place = source.char_bbox(index);
    const bool known = place.width() > 0 || place.height() > 0;
    const double from = level ? place.left() : place.top();
    const double to = level ? place.right() : place.bottom();
    // Some scripts have more characters than glyphs: the rest stands where the last one does.
    const Glyph* last = word.glyphs.empty() ? nullptr : &word.glyphs.back();
    const double otherwise = last != nullptr ? last->right : (level ? word.box.left : word.box.top);
    word.glyphs.push_back({known ? from : otherwise, known ? to : otherwise, std::string(letters_of(character))});
  }
  while (word.glyphs.size() > 1 && word.glyphs.back().text == kSoftHyphen) word.glyphs.back().text = "-";
  return word;
}

bool is_printable(const Word& word) {
  for (const double place : {word.box.left, word.box.top, word.box.right, word.box.bottom})
    if (!is_on_a_page(place)) return false;
  for (const Glyph& glyph : word.glyphs)
    if (!is_on_a_page(glyph.left) || !is_on_a_page(glyph.right)) return false;
  return !word.glyphs.empty() && word.box.width() >= 0 && word.box.height() > 0;
}

[[noreturn]] void refuse_damaged(const std::string& name, const std::string& what) {
  throw ParseError(ParseErrorKind::kCorrupt, name + ": " + what, "Download it again, or open it in a viewer to see what it holds.");
}

}  // namespace

struct PdfFile::Document {
  std::string name;
  std::unique_ptr<poppler::document> text;
  std::unique_ptr<PDFDoc> graphics;
};

PdfFile::PdfFile(const std::filesystem::path& path) : document_(std::make_unique<Document>()) {
  document_->name = path.filename().string();
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  // Poppler's own parameters are set up by poppler::document, so that it must be the first.
  document_->text.reset(poppler::document::load_from_file(path.string()));
  if (!document_->text) refuse_damaged(document_->name, "a damaged PDF");
  if (document_->text->is_locked())
    throw ParseError(ParseErrorKind::kEncrypted, document_->name + ": a PDF that asks for a password",
                     "Let the site export without a password.");
  document_->graphics = std::make_unique<PDFDoc>(std::make_unique<GooString>(path.string()));
  if (!document_->graphics->isOk() || pages() <= 0) refuse_damaged(document_->name, "a PDF without pages");
}

PdfFile::~PdfFile() = default;

int PdfFile::pages() const {
  return document_->text->pages();
}

PageContent PdfFile::page(int number) const {
  const std::unique_ptr<poppler::page> page(document_->text->create_page(number - 1));
  if (!page) refuse_damaged(document_->name, "page " + std::to_string(number) + " cannot be read");
  PageContent content;
  const poppler::rectf size = page->page_rect();
  const bool lies = page->orientation() == poppler::page::landscape || page->orientation() == poppler::page::seascape;
  content.width = lies ? size.height() : size.width();
  content.height = lies ? size.width() : size.height();
  if (!is_on_a_page(content.width) || !is_on_a_page(content.height))
    throw ParseError(ParseErrorKind::kTooLarge, document_->name + ": page " + std::to_string(number) + " is larger than any page");
  const std::vector<poppler::text_box> words = page->text_list();
  if (words.size() > kMostWords)
    throw ParseError(ParseErrorKind::kTooLarge, document_->name + ": page " + std::to_string(number) + " has too many words");
  for (const poppler::text_box& box : words)
    if (Word word = word_of(box); is_printable(word)) content.words.push_back(std::move(word));
  content.rulings = rulings_of(*document_->graphics, number);
  return upright(std::move(content));
}

}  // namespace nightporter::stages::pdf
