#include "stages/parse/json/json_walk.h"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>
#include <vector>

#include "stages/parse/input_file.h"
#include "stages/parse/parse_error.h"
#include "stages/parse/text/encoding.h"
#include "stages/parse/text/utf8_stream.h"

namespace nightporter::stages {

namespace {

namespace json = boost::json;
using ErrorCode = boost::json::error_code;

constexpr std::size_t kDeepest = 32;
constexpr std::size_t kMostArrays = 100'000;
constexpr std::size_t kLongestPath = 4096;
constexpr std::size_t kLargestItem = 16u << 20;  // bytes of its names and texts, and a value's own size for each of its values
constexpr std::size_t kShownBeginning = 200;

/// What Boost's parser calls, for every piece of the document.
class DocumentWalker {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  DocumentWalker(std::string file, JsonListener& listener) : file_(std::move(file)), listener_(listener) {}

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }

  bool on_object_begin(ErrorCode&) {
    if (item_depth_ > 0 || begins_item()) {
      ++item_depth_;
      weigh(sizeof(json::value));
    } else if (skipped_depth_ > 0) {
      ++skipped_depth_;
    } else {
      levels_.push_back({.name = std::move(name_)});
      name_.clear();
    }
    return true;
  }
  bool on_object_end(std::size_t members, ErrorCode&) {
    if (item_depth_ > 0) {
      item_.push_object(members);
      if (--item_depth_ == 0) hand_out();
    } else if (skipped_depth_ > 0) {
      --skipped_depth_;
    } else {
      levels_.pop_back();
    }
    return true;
  }

  bool on_array_begin(ErrorCode&) {
    if (item_depth_ > 0) {
      ++item_depth_;
      weigh(sizeof(json::value));
    } else if (skipped_depth_ > 0 || in_array()) {
      if (skipped_depth_++ == 0) listener_.other_item(levels_.back().array);
    } else {
      if (arrays_ == kMostArrays) throw too_large("more than 100000 arrays");
      listener_.begin_array(arrays_, name_);
      levels_.push_back({.is_array = true, .array = arrays_++});
    }
    return true;
  }
  bool on_array_end(std::size_t items, ErrorCode&) {
    if (item_depth_ > 0) {
      item_.push_array(items);
      --item_depth_;
    } else if (skipped_depth_ > 0) {
      --skipped_depth_;
    } else {
      levels_.pop_back();
    }
    return true;
  }

  bool on_key_part(json::string_view part, std::size_t, ErrorCode&) {
    if (item_depth_ > 0)
      push_part(part);
    else if (skipped_depth_ == 0)
      add_to_key(part);
    return true;
  }
  bool on_key(json::string_view rest, std::size_t, ErrorCode&) {
    if (item_depth_ > 0) {
      weigh(rest.size());
      item_.push_key(rest);
    } else if (skipped_depth_ == 0) {
      add_to_key(rest);
      const std::string& before = levels_.back().name;
      name_ = json_path(before.empty() ? before : before + ".", without_zeros(key_));
      key_.clear();
    }
    return true;
  }

  bool on_string_part(json::string_view part, std::size_t, ErrorCode&) {
    if (item_depth_ > 0) push_part(part);
    return true;
  }
  bool on_string(json::string_view rest, std::size_t, ErrorCode&) {
    return scalar(rest.size(), [&] { item_.push_string(rest); });
  }
  bool on_number_part(json::string_view, ErrorCode&) { return true; }
  bool on_int64(std::int64_t number, json::string_view, ErrorCode&) {
    return scalar(0, [&] { item_.push_int64(number); });
  }
  bool on_uint64(std::uint64_t number, json::string_view, ErrorCode&) {
    return scalar(0, [&] { item_.push_uint64(number); });
  }
  bool on_double(double number, json::string_view, ErrorCode&) {
    return scalar(0, [&] { item_.push_double(number); });
  }
  bool on_bool(bool flag, ErrorCode&) {
    return scalar(0, [&] { item_.push_bool(flag); });
  }
  bool on_null(ErrorCode&) {
    return scalar(0, [&] { item_.push_null(); });
  }
  bool on_comment_part(json::string_view, ErrorCode&) { return true; }
  bool on_comment(json::string_view, ErrorCode&) { return true; }

 private:
  /// An object or an array that is open, outside of items.
  struct Level {
    std::string name;  // of an object: where it stands
    bool is_array = false;
    std::size_t array = 0;
  };

  bool in_array() const { return !levels_.empty() && levels_.back().is_array; }

  bool begins_item() {
    if (skipped_depth_ > 0 || !in_array()) return false;
    weight_ = 0;
    item_.reset();
    return true;
  }

  void hand_out() {
    const json::value item = item_.release();
    listener_.item(levels_.back().array, item.get_object());
  }

  template <class Push>
  bool scalar(std::size_t bytes, Push push) {
    if (item_depth_ > 0) {
      weigh(bytes + sizeof(json::value));
      push();
    } else if (skipped_depth_ == 0 && in_array()) {
      listener_.other_item(levels_.back().array);
    }
    return true;
  }

  void push_part(json::string_view part) {
    weigh(part.size());
    item_.push_chars(part);
  }

  void add_to_key(json::string_view part) { key_ = json_path(key_, part); }

  void weigh(std::size_t bytes) {
    weight_ += bytes;
    if (weight_ > kLargestItem) throw too_large("an object in an array takes more than 16 MiB");
  }

  ParseError too_large(const std::string& what) const {
    return {ParseErrorKind::kTooLarge, file_ + ": " + what,
            "No report is like this: look at the file, or let the site export CSV or .xlsx."};
  }

  const std::string file_;
  JsonListener& listener_;
  std::vector<Level> levels_;
  std::string name_;  // of what stands behind the key that came last
  std::string key_;   // as far as it came
  std::size_t arrays_ = 0;
  std::size_t item_depth_ = 0;     // objects and arrays that are open within an item, and itself; 0 = in none
  std::size_t skipped_depth_ = 0;  // arrays and objects that are open within an item that is an array
  json::value_stack item_;
  std::size_t weight_ = 0;
};

[[noreturn]] void fail(const std::filesystem::path& path, const std::string& why) {
  throw ParseError(ParseErrorKind::kCorrupt, path.filename().string() + ": no whole JSON document: " + why,
                   "Download it again: it may have been cut off.");
}

}  // namespace

std::string json_path(const std::string& before, std::string_view name) {
  if (before.size() + name.size() > kLongestPath)
    throw ParseError(ParseErrorKind::kTooLarge, "names of more than " + std::to_string(kLongestPath) + " bytes, with those above them");
  return before + std::string(name);
}

std::string walk_json(const std::filesystem::path& path, const ReadLimits& limits, JsonListener& listener) {
  InputFile file(path);
  if (file.size() > limits.file_bytes)
    throw ParseError(ParseErrorKind::kTooLarge, path.filename().string() + ": too large a JSON document",
                     "Let the site export CSV or .xlsx.");
  Utf8Stream stream(file, detect_encoding(file));
  json::parse_options options;
  options.max_depth = kDeepest;
  json::basic_parser<DocumentWalker> parser(options, path.filename().string(), listener);
  std::string beginning;
  for (std::string_view piece = stream.next(); !piece.empty(); piece = stream.next()) {
    if (beginning.empty()) beginning = first_characters(piece, kShownBeginning);
    ErrorCode error;
    const std::size_t taken = parser.write_some(true, piece.data(), piece.size(), error);
    if (error) fail(path, error.message());
    if (piece.substr(taken).find_first_not_of(" \t\r\n") != std::string_view::npos) fail(path, "something stands behind its end");
  }
  ErrorCode error;
  if (!parser.done()) parser.write_some(false, "", 0, error);
  if (error) fail(path, error.message());
  return beginning;
}

}  // namespace nightporter::stages
