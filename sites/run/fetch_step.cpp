#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/browser/fetch_request.h"
#include "engine/browser/page.h"
#include "engine/error.h"
#include "page_values.js.h"
#include "sites/language/scope.h"
#include "sites/run/excerpt.h"
#include "sites/run/file_kind.h"
#include "sites/run/json_text.h"
#include "sites/run/step_runner.h"
#include "sites/text_filter.h"

namespace nightporter::sites {
namespace {

constexpr std::uintmax_t kMostRemembered = 64u << 20;

/// Removes the file unless it is wanted after all.
class ScratchFile {
 public:
  explicit ScratchFile(std::filesystem::path path) : path_(std::move(path)) {}
  ~ScratchFile() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
  }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path keep() { return std::exchange(path_, {}); }

 private:
  std::filesystem::path path_;
};

std::vector<TextTemplate::Reference> sent_references(const Fetch& action) {
  std::vector<TextTemplate::Reference> references;
  for (const NamedTexts* texts : {&action.headers, &action.form})
    for (const auto& text : *texts)
      for (auto& reference : text.second.references()) references.push_back(std::move(reference));
  if (action.json)
    for (auto& reference : action.json->references()) references.push_back(std::move(reference));
  return references;
}

/// Whether a body that is cut short makes the request itself fail. Without these the body ends where the connection does; HTTP/2 needs
/// neither, but does not tell here that it was used.
bool tells_its_end(const std::vector<engine::HttpHeader>& headers) {
  return engine::has_header(headers, "Content-Length") || engine::has_header(headers, "Transfer-Encoding");
}

engine::FetchRequest request_of(const Fetch& action, std::string url, const Variables& variables) {
  engine::FetchRequest request;
  request.method = action.method == Fetch::Method::kPost ? "POST" : "GET";
  request.url = std::move(url);
  for (const auto& [name, text] : action.headers) request.headers.push_back({name, text.render(variables).reveal()});
  const auto add_content_type = [&request](const char* type) {
    if (!engine::has_header(request.headers, "Content-Type")) request.headers.push_back({"Content-Type", type});
  };
  if (!action.form.empty()) {
    add_content_type("application/x-www-form-urlencoded");
    for (const auto& [name, text] : action.form)
      request.body += (request.body.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(text.render(variables).reveal());
  }
  if (action.json) {
    add_content_type("application/json");
    request.body = action.json->render(variables).reveal();
  }
  return request;
}

std::string name_for_person(const std::string& reference) {
  const std::size_t kind = reference.find('.') + 1;
  const std::size_t name = reference.find('.', kind) + 1;
  const std::string rest = reference.substr(name);
  const std::string what = reference.substr(kind, name - kind - 1);
  if (what == "cookie") return "cookie " + rest;
  if (what == "meta") return "<meta name=" + rest + ">";
  if (what == "input") return "field named " + rest;
  return "entry " + rest + " in its storage";
}

}  // namespace

awaitable<Variables> StepRunner::with_page_values(std::vector<TextTemplate::Reference> references, Deadline deadline) {
  std::vector<std::string> names;
  std::string asked = "[";
  for (const auto& reference : references) {
    if (!reference.name.starts_with("page.")) continue;
    names.push_back(reference.name);
    asked += (asked.size() > 1 ? "," : "") + quote_json(reference.name.substr(5));
  }
  Variables variables = variables_;
  if (names.empty()) co_return variables;
  std::vector<std::string> arguments;
  arguments.push_back(asked + "]");
  const std::string values = co_await page_.evaluate(std::string(embedded::kPageValuesJs), std::move(arguments), deadline);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto value = text_at_json_path(values, std::to_string(i));
    if (!value) throw engine::JavaScriptError("the page has no " + name_for_person(names[i]), "");
    variables.set(names[i], model::Secret(*value));  // tokens: not for logs
  }
  co_return variables;
}

awaitable<void> StepRunner::do_step(const Step& step, const Fetch& action, Deadline deadline) {
  const Variables variables = co_await with_page_values(sent_references(action), deadline);
  const std::string url = url_of(action.url);
  if (std::find(allowed_origins_.begin(), allowed_origins_.end(), origin_of(url)) == allowed_origins_.end())
    throw SecretRefused(place_of(step), url + " is at none of the recipe's origins; nothing was sent");
  ScratchFile scratch(task_.settings.folder / ("fetch-" + task_.section + "-" + std::to_string(++fetched_) + ".part"));
  engine::FetchRequest request = request_of(action, url, variables);
  const engine::FetchResult result = action.via == Fetch::Via::kHttp
                                         ? co_await fetch_over_http(step, std::move(request), scratch.path(), deadline)
                                         : co_await page_.fetch(std::move(request), scratch.path(), deadline);
  const std::string beginning = engine::read_beginning(scratch.path());
  const auto content = engine::sniff_content(beginning);

  const std::string answer = "the server answers " + std::to_string(result.status);
  if (result.status == 401 || result.status == 419)
    throw LoginNeeded(place_of(step), "the session has ended: " + answer + excerpt(beginning));
  if (leads_to_sign_in(result.final_url) || (content == engine::ContentKind::kHtml && engine::has_password_field(beginning)))
    throw LoginNeeded(place_of(step), "the session has ended: the server answers with its sign-in page");
  if (result.status == 429 || result.status >= 500) throw TransientFailure(place_of(step), answer + excerpt(beginning), Trouble::kServer);
  if (result.status < 200 || result.status > 299)
    throw DownloadFailed(place_of(step), answer + excerpt(beginning), "HTTP error", std::nullopt);
  if (!action.save_as) {
    if (result.size_bytes > kMostRemembered)
      throw DownloadFailed(place_of(step), "the answer is larger than 64 MiB; only what is saved as a file may be", "too large",
                           std::nullopt);
    std::ifstream stream(scratch.path(), std::ios::binary);
    const std::string body(std::istreambuf_iterator<char>(stream), {});
    co_return remember_answer(step, action, body);
  }
  if (result.size_bytes == 0) throw DownloadFailed(place_of(step), "the answer is empty", "empty file", Trouble::kDownload);
  if (!engine::is_acceptable(file_kind_of(*action.save_as), content, beginning))
    throw DownloadFailed(
        place_of(step),
        "the answer is " + std::string(engine::describe(content)) + ", not " + to_string(*action.save_as) + excerpt(beginning),
        "wrong type", std::nullopt);
  FetchedDownload file;
  file.type = *action.save_as;
  file.final_url = result.final_url;
  file.status = result.status;
  file.size_bytes = result.size_bytes;
  file.length_verified = tells_its_end(result.headers);
  file.page_showed_empty_marker = co_await shows_empty_marker(deadline);
  file.file = scratch.keep();
  keep(std::move(file));
}

void StepRunner::remember_answer(const Step& step, const Fetch& action, const std::string& body) {
  for (const auto& [name, path] : action.remember) {
    const auto value = text_at_json_path(body, path);
    if (!value) throw SiteChanged(place_of(step), "the answer has no " + path + excerpt(body));
    variables_.set(name, *value);
  }
}

}  // namespace nightporter::sites
