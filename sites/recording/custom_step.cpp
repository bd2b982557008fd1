#include "sites/recording/custom_step.h"

#include <boost/json.hpp>
#include <cctype>

#include "sites/language/reader.h"
#include "sites/language/step_writer.h"
#include "sites/language/words.h"
#include "sites/yaml/writer.h"

namespace nightporter::sites::recording {
namespace {

namespace json = boost::json;
using yaml::Node;

constexpr const char* kExpectDownload = "expectDownload";
constexpr const char* kStep = "step";
constexpr const char* kSteps = "steps";

/// "if_visible" → "ifVisible"
std::string camel_case(const std::string& word) {
  std::string result;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (word[i] == '_' && i + 1 < word.size())
      result += static_cast<char>(std::toupper(static_cast<unsigned char>(word[++i])));
    else
      result += word[i];
  }
  return result;
}

json::value json_of(const Node& node) {
  if (node.is_scalar()) {
    if (node.quoted) return json::value(node.text);
    boost::system::error_code error;
    json::value parsed = json::parse(node.text, error);
    return error ? json::value(node.text) : parsed;
  }
  if (node.is_sequence()) {
    json::array items;
    for (const Node& item : node.items) items.push_back(json_of(item));
    return items;
  }
  if (node.is_null()) return nullptr;
  json::object members;
  for (const yaml::Entry& entry : node.entries) members[entry.key] = json_of(entry.value);
  return members;
}

Node node_of(const json::value& value) {
  if (value.is_string()) return yaml::text_node(std::string(value.get_string()));
  if (value.is_array()) {
    std::vector<Node> items;
    for (const json::value& item : value.get_array()) items.push_back(node_of(item));
    return yaml::list_node(std::move(items));
  }
  if (value.is_object()) {
    std::vector<std::pair<std::string, Node>> entries;
    for (const auto& member : value.get_object()) entries.emplace_back(member.key(), node_of(member.value()));
    return yaml::map_node(std::move(entries));
  }
  return value.is_null() ? Node() : yaml::verbatim_node(json::serialize(value));
}

const json::object* parameters_of(const json::value& value) {
  return value.is_object() ? &value.get_object() : nullptr;
}

Step read_step(const Node& node, const std::string& name) {
  const yaml::Value one_step{.kind = yaml::Value::Kind::kOneKey, .description = "a step", .object = &language::step_object()};
  std::vector<yaml::Problem> problems;
  yaml::check_shape(node, one_step, "", "", problems);
  if (!problems.empty()) throw FlowError("customStep " + name + ": " + problems.front().message);
  // Its variables and addresses are looked at when the whole recipe is checked.
  std::vector<yaml::Problem> later;
  language::Reader reader("", later);
  const Node list = yaml::list_node({node});
  Steps steps = reader.steps(language::At{&list, ""});
  if (steps.size() != 1) throw FlowError("customStep " + name + ": parameters." + kStep + " is no step of a recipe");
  return std::move(steps.front());
}

}  // namespace

FlowCustom custom_step(const Step& step) {
  return {camel_case(step.word()), json::serialize(json::object{{kStep, json_of(language::step_node(step))}})};
}

std::optional<Step> step_of(const FlowCustom& custom) {
  const json::value value = json::parse(custom.parameters_json);
  const json::object* parameters = parameters_of(value);
  const json::value* step = parameters != nullptr ? parameters->if_contains(kStep) : nullptr;
  bool is_ours = false;
  for (const std::string& word : language::step_object().key_names()) is_ours = is_ours || camel_case(word) == custom.name;
  if (step == nullptr || !is_ours) return std::nullopt;
  return read_step(node_of(*step), custom.name);
}

FlowCustom custom_step(const ExpectedDownload& expected) {
  Step step;
  step.action = expected.download;
  json::object parameters{{kSteps, expected.steps}};
  const json::value body = json_of(language::step_node(step)).at("expect_download");
  for (const auto& member : body.get_object())
    if (member.key() != "by") parameters[member.key()] = member.value();
  return {kExpectDownload, json::serialize(parameters)};
}

std::optional<ExpectedDownload> expected_download_of(const FlowCustom& custom) {
  if (custom.name != kExpectDownload) return std::nullopt;
  const json::value value = json::parse(custom.parameters_json);
  const json::object* parameters = parameters_of(value);
  if (parameters == nullptr || parameters->contains(kStep)) return std::nullopt;
  const json::value* steps = parameters->if_contains(kSteps);
  if (steps == nullptr || !steps->is_int64() || steps->get_int64() < 1 || steps->get_int64() > 1000)
    throw FlowError("customStep expectDownload: parameters.steps is not the number of steps that set off the download");
  json::object body = *parameters;
  body.erase(kSteps);
  // A recipe wants to know what sets it off; here the next steps of the recording do.
  body["by"] = json::object{{"press", "Enter"}};
  const Node whole = yaml::map_node({{"expect_download", node_of(body)}});
  ExpectedDownload expected{static_cast<int>(steps->get_int64()), std::get<ExpectDownload>(read_step(whole, kExpectDownload).action)};
  expected.download.by.clear();
  return expected;
}

}  // namespace nightporter::sites::recording
