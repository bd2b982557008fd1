#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace nightporter::cdp {

/// Makes a protocol message fit to be written down: secrets become "***", very long strings are cut. Pure: no files.
///
/// Taken for secret: values of cookies; of the headers Authorization, Proxy-Authorization, Cookie and Set-Cookie and of headers named
/// like a token; of localStorage and sessionStorage; of fields and URL parameters named like a password or token; what is typed
/// (Input); bodies of requests; and, wherever they stand, the values given to add_secret. JSON inside of strings is treated likewise.
class Redactor {
 public:
  /// `value` is found as it is, and as JSON strings, URLs and HTML spell it. Values of fewer than kShortestSecret characters are found
  /// only where they are a whole string: they would tear holes into everything else. One of digits is also found as a JSON number.
  void add_secret(std::string value);

  /// How many texts are looked for, all spellings of the secrets counted.
  std::size_t size() const { return spellings_.size() + whole_strings_.size() + numbers_.size(); }

  /// `message` is JSON text; so is the result. What is not JSON is not repeated.
  std::string redact(std::string_view message) const;

  /// `text`, whatever it is written in, with the values given to add_secret replaced. Nothing else is looked for and nothing is cut.
  std::string redact_text(std::string_view text) const;

  /// The same for JSON text: inside of its strings only, so that it stays JSON. Keys and numbers stay.
  std::string redact_json_strings(std::string_view json) const;

  static constexpr std::size_t kShortestSecret = 4;
  static constexpr std::size_t kLongestStringBytes = 4096;

 private:
  friend class RedactingWriter;
  bool is_secret_number(std::string_view json_number) const;

  std::vector<std::string> spellings_;      // longest first
  std::vector<std::string> whole_strings_;  // short secrets
  std::vector<std::string> numbers_;        // secrets of digits, without leading zeros, which a number does not keep
};

/// Whether a header, a field or a parameter of a URL holds a secret by its name.
bool is_secret_name(std::string_view name);

/// `https://x/?token=abc&page=2` → `https://x/?token=***&page=2`. What is no URL stays as it is.
std::string without_secret_parameters(std::string_view text);

}  // namespace nightporter::cdp
