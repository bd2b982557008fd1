#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <cctype>
#include <cstring>
#include <functional>
#include <map>

#include "sites/language/reader.h"
#include "sites/language/words.h"

namespace nightporter::sites::language {
namespace {

using Use = Scope::Use;

LoadState load_state(Reader& r, const At& at) {
  return static_cast<LoadState>(r.word(at, load_state_words(), 1));
}
FileType file_type(Reader& r, const At& at) {
  return static_cast<FileType>(r.word(at, file_type_words(), 0));
}

/// The value of the key that a bare text or list stands for.
At main_key(const At& at, std::string_view key) {
  return at.node->is_map() ? at[key] : At{at.node, at.where};
}

Condition condition(Reader& r, const At& at) {
  if (const At in = at["in"]; in && !at["text"])
    r.complain(in, {"\"in\" belongs to \"text\"", "write { text: '…', in: … }, or use within"});
  if (const At element = at["visible"]) return Visible{r.selectors(element)};
  if (const At element = at["gone"]) return Gone{r.selectors(element)};
  if (const At text = at["text"]) return ShowsText{r.text_template(text, Use::kShown), r.selectors(at["in"])};
  if (const At count = at["count"]) {
    Count result{r.selectors(count["of"]), r.number(count["at_least"]), r.number(count["at_most"])};
    if (const auto equals = r.number(count["equals"])) result.at_least = result.at_most = equals;
    if (count.node->is_map() && !result.at_least && !result.at_most)
      r.complain(count, {"one of equals, at_least or at_most is missing", ""});
    return result;
  }
  if (const At pattern = at["url"]) return UrlMatches{r.text_template(pattern, Use::kShown)};
  if (const At pattern = at["response"]) {
    if (!at["by"]) r.complain(pattern, {"a response is waited for from before what sets it off", "add by: { click: … } beside response"});
    return ResponseArrives{r.text_template(pattern, Use::kShown)};
  }
  if (const At state = at["load"]) return Loaded{load_state(r, state)};
  return ExpressionHolds{r.text(at["expression"])};
}

/// A new variable by evaluate or fetch: known from here on.
void remember(Reader& r, const At& at, const std::string& name) {
  if (name.empty()) return;
  if (r.scope.has(name)) return r.complain(at, {"\"" + name + "\" is a variable already", "choose another name"});
  r.scope.add(name, Scope::Kind::kText);
}

/// A token of RFC 9110.
bool is_header_name(const std::string& name) {
  const auto belongs = [](unsigned char c) { return std::isalnum(c) != 0 || (c != 0 && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr); };
  return !name.empty() && std::all_of(name.begin(), name.end(), belongs);
}

/// What a page cannot set either.
bool belongs_to_session(const std::string& header) {
  if (boost::algorithm::istarts_with(header, "Proxy-") || boost::algorithm::istarts_with(header, "Sec-")) return true;
  for (const char* name : {"Cookie", "Host", "Origin", "Referer", "Connection", "Content-Length", "Transfer-Encoding", "Accept-Encoding"})
    if (boost::algorithm::iequals(header, name)) return true;
  return false;
}

Step::Action read_fetch(Reader& r, const At& at, const std::string&) {
  Fetch fetch;
  fetch.method = at["post"] ? Fetch::Method::kPost : Fetch::Method::kGet;
  fetch.url = r.url(at["post"] ? at["post"] : at["get"]);
  fetch.headers = r.named_texts(at["headers"], Use::kSent);
  fetch.form = r.named_texts(at["form"], Use::kSent);
  if (const At json = at["json"]) fetch.json = r.json(json);
  for (const auto& [entry, value] : at["headers"].entries())
    if (!is_header_name(entry->key))
      r.complain(value, {"\"" + entry->key + "\" is no name of a header", "letters, digits and hyphens, as in X-CSRF-Token"});
  fetch.via = static_cast<Fetch::Via>(r.word(at["via"], fetch_via_words(), 0));
  if (fetch.via == Fetch::Via::kHttp)
    for (const auto& [entry, value] : at["headers"].entries())
      if (belongs_to_session(entry->key))
        r.complain(value, {"the header " + entry->key + " is no recipe's to set", "leave it out: it is sent as the browser would"});
  if (const At type = at["save_as"]) fetch.save_as = file_type(r, type);
  const At remembered = at["remember"];
  for (const auto& [entry, path] : remembered.entries()) {
    fetch.remember.emplace_back(entry->key, r.text(path));
    remember(r, path, entry->key);
  }
  if (at["get"] && (at["form"] || at["json"]))
    r.complain(at["form"] ? at["form"] : at["json"],
               {"a get sends no body", "use post, or put the words into the address: ?from={{ from | yyyy-MM-dd }}"});
  if (at["form"] && at["json"]) r.complain(at["json"], {"form and json exclude each other", "keep one of them"});
  if (remembered && fetch.save_as)
    r.complain(remembered, {"an answer that is saved as a file cannot be remembered", "keep one of save_as and remember"});
  return fetch;
}

Step::Action read_for_each(Reader& r, const At& at, const std::string& number) {
  ForEach loop;
  loop.element = r.selectors(at["element"]);
  const Scope outside = r.scope;
  if (at["day_in"]) {
    if (!r.scope.has("from")) r.complain(at["day_in"], {"there is no period here", "days can be gone through in a report only"});
    r.scope.add("day", Scope::Kind::kDate);
  } else {
    r.scope.add("index", Scope::Kind::kText);
  }
  loop.steps = r.steps(at["steps"], number + ".");
  r.scope = outside;
  return loop;
}

Step::Action read_select_option(Reader& r, const At& at, const std::string&) {
  SelectOption select;
  select.in = r.selectors(at["in"]);
  const At options = at["label"] ? at["label"] : at["value"] ? at["value"] : at["index"];
  select.by = at["label"] ? SelectOption::By::kLabel : at["value"] ? SelectOption::By::kValue : SelectOption::By::kIndex;
  for (const At& option : options.each()) select.options.push_back(r.text_template(option, Use::kShown));
  return select;
}

Step::Action read_expect_download(Reader& r, const At& at, const std::string& number) {
  ExpectDownload download;
  download.by = r.steps(at["by"], number + ".");
  download.type = file_type(r, at["type"]);
  download.begins_within = r.duration(at["begins_within"]).value_or(download.begins_within);
  download.idle = r.duration(at["idle"]).value_or(download.idle);
  download.total = r.duration(at["total"]).value_or(download.total);
  download.capture = static_cast<ExpectDownload::Capture>(r.word(at["capture"], capture_words(), 0));
  const At url = at["url"];
  if (url) download.url = r.text_template(url, Use::kShown);
  const bool by_address = download.capture == ExpectDownload::Capture::kResponse;
  if (by_address && !url)
    r.complain(at["capture"], {"which answer is the file is not said", "add its address beside capture: url: '**/export*'"});
  if (url && !by_address)
    r.complain(url,
               {"\"url\" belongs to capture: response", "add capture: response, or leave it out: a download is caught from any address"});
  return download;
}

Step::Action read_if(Reader& r, const At& at, const std::string& number, IfVisible::Wanted wanted) {
  IfVisible branch;
  branch.wanted = wanted;
  branch.element = r.selectors(at["element"]);
  branch.wait = r.duration(at[wanted == IfVisible::Wanted::kVisible ? "appears_within" : "disappears_within"]).value_or(branch.wait);
  branch.then = r.steps(at["then"], number + ".then.");
  branch.otherwise = r.steps(at["else"], number + ".else.");
  return branch;
}

using ReadStep = std::function<Step::Action(Reader&, const At&, const std::string& number)>;

template <class Action>
ReadStep on_element() {
  return [](Reader& r, const At& at, const std::string&) { return Action{r.selectors(main_key(at, "on"))}; };
}

const std::map<std::string, ReadStep>& readers() {
  static const std::map<std::string, ReadStep> all{
      {"goto", [](Reader& r, const At& at, const std::string&) { return GoTo{r.url(main_key(at, "url")), load_state(r, at["until"])}; }},
      {"click",
       [](Reader& r, const At& at, const std::string&) {
         return Click{r.selectors(main_key(at, "on")), static_cast<MouseButton>(r.word(at["button"], mouse_button_words(), 0))};
       }},
      {"dblclick", on_element<DoubleClick>()},
      {"fill",
       [](Reader& r, const At& at, const std::string&) { return Fill{r.selectors(at["into"]), r.text_template(at["with"], Use::kTyped)}; }},
      {"type",
       [](Reader& r, const At& at, const std::string&) { return Type{r.selectors(at["into"]), r.text_template(at["with"], Use::kTyped)}; }},
      {"press", [](Reader& r, const At& at, const std::string&) { return Press{r.text(main_key(at, "key")), r.selectors(at["on"])}; }},
      {"check", on_element<Check>()},
      {"uncheck", on_element<Uncheck>()},
      {"select_option", read_select_option},
      {"hover", on_element<Hover>()},
      {"upload",
       [](Reader& r, const At& at, const std::string&) {
         Upload upload{r.selectors(at["into"]), {}};
         for (const At& file : at["files"].each()) upload.files.push_back(r.text_template(file, Use::kShown));
         return upload;
       }},
      {"wait_for",
       [](Reader& r, const At& at, const std::string& number) { return WaitFor{condition(r, at), r.steps(at["by"], number + ".")}; }},
      {"expect_download", read_expect_download},
      {"screenshot",
       [](Reader& r, const At& at, const std::string&) {
         return Screenshot{r.text(main_key(at, "name")), r.selectors(at["of"]), r.flag(at["full_page"])};
       }},
      {"fetch", read_fetch},
      {"evaluate",
       [](Reader& r, const At& at, const std::string&) {
         Evaluate evaluate{r.text(main_key(at, "script")), r.named_texts(at["with"], Use::kSent), r.text(at["remember"])};
         if (const At name = at["remember"]) remember(r, name, evaluate.remember);
         return evaluate;
       }},
      {"otp",
       [](Reader& r, const At& at, const std::string&) {
         if (const At boxes = at["boxes"]) return Otp{r.selectors(boxes), r.selectors(at["submit"]), Otp::Fields::kOnePerDigit};
         return Otp{r.selectors(at["into"]), r.selectors(at["submit"])};
       }},
      {"dialog",
       [](Reader& r, const At& at, const std::string&) {
         AnswerDialog dialog;
         dialog.answer = static_cast<AnswerDialog::Answer>(r.word(main_key(at, "answer"), {"accept", "dismiss"}, 0));
         if (const At text = at["text"]) dialog.text = r.text_template(text, Use::kShown);
         return dialog;
       }},
      {"if_visible",
       [](Reader& r, const At& at, const std::string& number) { return read_if(r, at, number, IfVisible::Wanted::kVisible); }},
      {"if_not_visible",
       [](Reader& r, const At& at, const std::string& number) { return read_if(r, at, number, IfVisible::Wanted::kNotVisible); }},
      {"repeat_until",
       [](Reader& r, const At& at, const std::string& number) {
         RepeatUntil repeat{condition(r, at), {}, r.number(at["at_most"]).value_or(100)};
         repeat.steps = r.steps(at["steps"], number + ".");
         return repeat;
       }},
      {"for_each", read_for_each},
  };
  return all;
}

}  // namespace

Steps Reader::steps(const At& at, const std::string& number_prefix) {
  Steps list;
  int count = 0;
  for (const At& item : at.each()) {
    ++count;
    if (!item.node->is_map() || item.node->entries.empty()) continue;
    const yaml::Entry& entry = item.node->entries.front();
    const auto reader = readers().find(entry.key);
    if (reader == readers().end()) continue;  // "unknown step" was said
    const At body = item[entry.key];
    Step step;
    step.place = entry.place;
    step.number = number_prefix + std::to_string(count);
    step.action = reader->second(*this, body, step.number);
    step.within = selectors(body["within"]);
    step.frame = selectors(body["frame"]);
    step.timeout = duration(body["timeout"]);
    step.optional = flag(body["optional"]);
    step.note = text(body["note"]);
    list.push_back(std::move(step));
  }
  return list;
}

}  // namespace nightporter::sites::language
