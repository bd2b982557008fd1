#include "stages/parse/xml/xml_parser.h"

#include <expat.h>

#include <cstring>
#include <exception>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

constexpr int kDeepest = 200;
constexpr XML_Index kLongestToken = 8 << 20;

/// In one pass: it is called for every cell and for each of its attributes.
std::string_view local(const char* name) {
  const char* begin = name;
  const char* end = name;
  for (; *end != '\0'; ++end)
    if (*end == ':') begin = end + 1;
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

const char* XmlAttributes::find(std::string_view local_name) const {
  for (const char** pair = pairs_; *pair != nullptr; pair += 2)
    if (local(*pair) == local_name) return pair[1];
  return nullptr;
}

class XmlParser::Impl {
 public:
  Impl(std::string part, XmlListener& listener) : part_(std::move(part)), listener_(listener), parser_(XML_ParserCreate(nullptr)) {
    if (parser_ == nullptr) throw std::bad_alloc();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(parser_, &Impl::on_start, &Impl::on_end);
    XML_SetCharacterDataHandler(parser_, &Impl::on_text);
    XML_SetStartDoctypeDeclHandler(parser_, &Impl::on_doctype);
  }
  ~Impl() { XML_ParserFree(parser_); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::span<char> buffer(std::size_t size) {
    void* room = XML_GetBuffer(parser_, static_cast<int>(size));
    if (room == nullptr) throw ParseError(ParseErrorKind::kTooLarge, part_ + ": out of memory");
    return {static_cast<char*>(room), size};
  }

  void parse(std::size_t bytes, bool final) {
    if (stopped_) return;
    fed_ += static_cast<XML_Index>(bytes);
    const XML_Status status = XML_ParseBuffer(parser_, static_cast<int>(bytes), final ? XML_TRUE : XML_FALSE);
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    if (stopped_) return;
    if (status != XML_STATUS_OK)
      throw ParseError(
          ParseErrorKind::kCorrupt,
          part_ + ", line " + std::to_string(XML_GetCurrentLineNumber(parser_)) + ": " + XML_ErrorString(XML_GetErrorCode(parser_)),
          "The file is damaged or was cut off; download it again.");
    if (!final && fed_ - XML_GetCurrentByteIndex(parser_) > kLongestToken)
      throw ParseError(ParseErrorKind::kTooLarge, part_ + ": a tag of more than 8 MiB");
  }

  void stop() {
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }
  bool stopped() const { return stopped_; }

 private:
  template <class Action>
  void guarded(Action action) {
    if (failure_ || stopped_) return;
    try {
      action();
    } catch (...) {
      failure_ = std::current_exception();
      XML_StopParser(parser_, XML_FALSE);
    }
  }

  static void on_start(void* self, const XML_Char* name, const XML_Char** attributes) {
    Impl& impl = *static_cast<Impl*>(self);
    impl.guarded([&] {
      if (++impl.depth_ > kDeepest) throw ParseError(ParseErrorKind::kCorrupt, impl.part_ + ": elements nested deeper than 200");
      impl.listener_.start_element(local(name), XmlAttributes(attributes));
    });
  }
  static void on_end(void* self, const XML_Char* name) {
    Impl& impl = *static_cast<Impl*>(self);
    --impl.depth_;
    impl.guarded([&] { impl.listener_.end_element(local(name)); });
  }
  static void on_text(void* self, const XML_Char* text, int length) {
    Impl& impl = *static_cast<Impl*>(self);
    impl.guarded([&] { impl.listener_.text({text, static_cast<std::size_t>(length)}); });
  }
  static void on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    Impl& impl = *static_cast<Impl*>(self);
    impl.guarded([&] {
      throw ParseError(ParseErrorKind::kDoctype, impl.part_ + ": declares a document type, as no spreadsheet program does",
                       "The file may be an attack; look at where it came from.");
    });
  }

  std::string part_;
  XmlListener& listener_;
  XML_Parser parser_;
  std::exception_ptr failure_;
  XML_Index fed_ = 0;
  int depth_ = 0;
  bool stopped_ = false;
};

XmlParser::XmlParser(std::string part, XmlListener& listener) : impl_(std::make_unique<Impl>(std::move(part), listener)) {}
XmlParser::~XmlParser() = default;

std::span<char> XmlParser::buffer(std::size_t size) {
  return impl_->buffer(size);
}
void XmlParser::parse(std::size_t bytes) {
  impl_->parse(bytes, false);
}
void XmlParser::stop() {
  impl_->stop();
}
bool XmlParser::stopped() const {
  return impl_->stopped();
}

void XmlParser::feed(std::string_view bytes) {
  if (impl_->stopped() || bytes.empty()) return;
  std::memcpy(impl_->buffer(bytes.size()).data(), bytes.data(), bytes.size());
  impl_->parse(bytes.size(), false);
}

void XmlParser::finish() {
  if (impl_->stopped()) return;
  impl_->buffer(1);
  impl_->parse(0, true);
}

}  // namespace nightporter::stages
