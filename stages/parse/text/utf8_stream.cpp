#include "stages/parse/text/utf8_stream.h"

#include <iconv.h>

#include <cerrno>

#include "stages/parse/parse_error.h"

namespace nightporter::stages {

namespace {

constexpr std::size_t kPiece = 64u << 10;
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string charset_of(Encoded encoded, const std::string& named) {
  switch (encoded.encoding) {
    case TextEncoding::kUtf8:
      return {};
    case TextEncoding::kDamagedUtf8:
      return "UTF-8";
    case TextEncoding::kUtf16Le:
      return "UTF-16LE";
    case TextEncoding::kUtf16Be:
      return "UTF-16BE";
    case TextEncoding::kWindows1252:
      return "WINDOWS-1252";
    case TextEncoding::kNamed:
      return named;
  }
  return {};
}

}  // namespace

class Utf8Stream::Converter {
 public:
  Converter(const std::string& charset, std::size_t unit) : handle_(::iconv_open("UTF-8", charset.c_str())), unit_(unit) {
    if (handle_ == reinterpret_cast<iconv_t>(-1))
      throw ParseError(ParseErrorKind::kUnsupported, "the character set \"" + only_utf8(charset) + "\" is not known");
  }
  ~Converter() { ::iconv_close(handle_); }
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;

  /// Appends what `bytes` stand for; returns how many of them were used. An incomplete character at the end is left.
  std::size_t convert(std::string& bytes, std::string& output) {
    char* from = bytes.data();
    std::size_t left = bytes.size();
    while (left > 0) {
      const std::size_t had = output.size();
      output.resize(had + left * 3 + 16);
      char* to = output.data() + had;
      std::size_t room = output.size() - had;
      const std::size_t result = ::iconv(handle_, &from, &left, &to, &room);
      const int error = errno;
      output.resize(static_cast<std::size_t>(to - output.data()));
      if (result != static_cast<std::size_t>(-1)) break;
      if (error == EINVAL) break;
      if (error == EILSEQ) {
        output += kReplacement;
        const std::size_t skipped = unit_ < left ? unit_ : left;
        from += skipped;
        left -= skipped;
      }
    }
    return bytes.size() - left;
  }

 private:
  iconv_t handle_;
  std::size_t unit_;
};

Utf8Stream::Utf8Stream(InputFile& file, Encoded encoded, const std::string& charset) : file_(file) {
  file_.seek(encoded.mark_bytes);
  const bool wide = encoded.encoding == TextEncoding::kUtf16Le || encoded.encoding == TextEncoding::kUtf16Be;
  if (const std::string name = charset_of(encoded, charset); !name.empty()) converter_ = std::make_unique<Converter>(name, wide ? 2 : 1);
}

Utf8Stream::~Utf8Stream() = default;

std::string_view Utf8Stream::next() {
  if (converter_) return convert();
  input_.resize(kPiece);
  input_.resize(file_.read(input_));
  return input_;
}

std::string_view Utf8Stream::convert() {
  output_.clear();
  while (output_.empty() && !at_end_) {
    const std::size_t had = input_.size();
    input_.resize(had + kPiece);
    const std::size_t count = file_.read({input_.data() + had, kPiece});
    input_.resize(had + count);
    at_end_ = count == 0;
    input_.erase(0, converter_->convert(input_, output_));
    // iconv lets through what is no character any more: beyond U+10FFFF.
    output_ = only_utf8(std::move(output_));
    if (at_end_ && !input_.empty()) output_ += kReplacement;
  }
  return output_;
}

}  // namespace nightporter::stages
