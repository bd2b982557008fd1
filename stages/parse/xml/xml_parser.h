#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace nightporter::stages {

/// The attributes of an element, by local name (any prefix). Valid during XmlListener::start_element.
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}

  /// nullptr when there is none.
  const char* find(std::string_view local_name) const;
  std::string_view get(std::string_view local_name) const {
    const char* value = find(local_name);
    return value == nullptr ? std::string_view() : std::string_view(value);
  }

 private:
  const char** pairs_;
};

/// What an XML part is told to. Names come without their prefix. Exceptions pass through the parser.
class XmlListener {
 public:
  virtual void start_element(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end_element(std::string_view name) = 0;
  /// A piece of text; one text may come in several.
  virtual void text(std::string_view) {}

 protected:
  ~XmlListener() = default;
};

/// Expat, fed in pieces. Refuses a document type declaration before anything is expanded, elements nested too deeply, and tokens that
/// never end. Errors are ParseErrors that name `part`. The listener must outlive the parser.
class XmlParser {
 public:
  XmlParser(std::string part, XmlListener& listener);
  ~XmlParser();

  /// Room for the next piece of at most `size` bytes; to be followed by parse().
  std::span<char> buffer(std::size_t size);
  void parse(std::size_t bytes);
  /// Copies, for those who have the bytes elsewhere.
  void feed(std::string_view bytes);
  /// No more bytes will come; throws when the document is not complete.
  void finish();

  /// Stops as soon as the current callback returns; the rest of the part may be left unread.
  void stop();
  bool stopped() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightporter::stages
