#include "app/remote/view_message.h"

#include <bit>
#include <boost/json.hpp>
#include <cstdint>

namespace nightporter::app {

namespace json = boost::json;

namespace {

const char* name_of(engine::PageField::Kind kind) {
  return kind == engine::PageField::Kind::kSelect ? "select" : kind == engine::PageField::Kind::kFile ? "file" : "text";
}

json::object json_of(const engine::PageField& field) {
  json::object object{{"frame", field.frame},       {"number", field.number},      {"kind", name_of(field.kind)}, {"x", field.box.x},
                      {"y", field.box.y},           {"width", field.box.width},    {"height", field.box.height},  {"label", field.label},
                      {"keyboard", field.keyboard}, {"focused", field.is_focused}, {"secret", field.is_secret},   {"code", field.is_code}};
  if (field.kind != engine::PageField::Kind::kSelect) return object;
  json::array options;
  for (const engine::FieldOption& option : field.options)
    options.push_back(json::object{{"text", option.text}, {"group", option.group}, {"disabled", option.is_disabled}});
  object["options"] = std::move(options);
  object["selected"] = field.selected;
  return object;
}

void append(std::string& bytes, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>((value >> shift) & 0xFF);
}

struct EndingWords {
  const char* kind;
  std::string title;
  std::string text;
};

EndingWords words_of(RemoteEnding ending, const RemoteWords& words) {
  switch (ending) {
    case RemoteEnding::kSignedIn:
      return {"thanks", "Thank you",
              words.store + " is signed in to " + words.site + ", and the session is sealed and saved. You can close this page."};
    case RemoteEnding::kNobodyCame:
      return {"over", "Closed after a quiet while",
              "Nobody has used this page for some time, so it was closed. Ask for a new link when you are ready."};
    case RemoteEnding::kTimeIsUp:
      return {"over", "The time is up", "Nobody was signed in by now. Nothing was saved; ask for a new link to try again."};
    case RemoteEnding::kElsewhere:
      return {"over", "Open in another tab", "This login goes on in the tab or window that you opened last."};
    case RemoteEnding::kFailed:
      break;
  }
  return {"over", "This did not work", "The login was stopped on the server. Nothing was saved; ask there for the reason and a new link."};
}

}  // namespace

std::string view_of(const RemoteStage::Showing& showing) {
  return json::serialize(json::object{{"say", "page"}, {"url", showing.url}, {"title", showing.title}, {"popup", showing.is_popup}});
}

std::string view_of(const std::vector<engine::PageField>& fields) {
  json::array list;
  for (const engine::PageField& field : fields) list.push_back(json_of(field));
  return json::serialize(json::object{{"say", "fields"}, {"fields", std::move(list)}});
}

std::string view_of(const engine::DialogRecord* dialog) {
  if (dialog == nullptr) return R"({"say":"dialog","open":false})";
  return json::serialize(json::object{
      {"say", "dialog"}, {"open", true}, {"kind", dialog->type}, {"message", dialog->message}, {"prompt", dialog->default_prompt}});
}

std::string view_of_notice(const std::string& notice) {
  return json::serialize(json::object{{"say", "notice"}, {"text", notice}});
}

std::string view_of_time_left(long seconds) {
  return json::serialize(json::object{{"say", "time"}, {"left", seconds}});
}

std::string view_of_pong(double sent) {
  return json::serialize(json::object{{"say", "pong"}, {"sent", sent}});
}

std::string view_of(RemoteEnding ending, const RemoteWords& words) {
  const EndingWords said = words_of(ending, words);
  return json::serialize(json::object{{"say", "end"}, {"kind", said.kind}, {"title", said.title}, {"text", said.text}});
}

std::string view_of_frame(unsigned number, unsigned last_input, const engine::ScreencastFrame& frame) {
  std::string bytes;
  bytes.reserve(16 + frame.jpeg.size());
  append(bytes, number);
  append(bytes, last_input);
  append(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(frame.width)));
  append(bytes, std::bit_cast<std::uint32_t>(static_cast<float>(frame.height)));
  return bytes + frame.jpeg;
}

}  // namespace nightporter::app
