#include <algorithm>
#include <cctype>
#include <utility>

#include "sites/language/step_writer.h"
#include "sites/language/table_writer.h"
#include "sites/recording/recipe_draft.h"
#include "sites/text_filter.h"
#include "sites/yaml/writer.h"

namespace nightporter::sites::recording {
namespace {

using yaml::map_node;
using yaml::Node;
using yaml::text_node;

constexpr std::size_t kShortestSecret = 5;

std::string file_title(const std::string& report) {
  std::string title;
  bool capital = true;
  for (const char c : report) {
    if (c == '_') {
      capital = true;
      continue;
    }
    title += capital ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    capital = false;
  }
  return title;
}

class RecipeText {
 public:
  RecipeText(const RecipeDraft& draft, const std::vector<model::Secret>& secrets) : draft_(draft), secrets_(secrets) {}

  WrittenRecipe write() {
    comment(0, "", draft_.options.source + ". Read it once: what was guessed, or could not be said, stands in comments.");
    for (const std::string& remark : draft_.remarks) warn(0, remark);
    entry("site", text_node(draft_.options.site), 0);
    entry("name", text_node(shown(draft_.options.site_name)), 0);
    entry("time_zone", text_node(draft_.options.time_zone), 0);
    comment(0, "", "where the site's days begin and end: see that it is right");
    text_ += "origins:\n";
    for (const std::string& origin : draft_.origins) text_ += yaml::write_item(text_node(origin), 2);
    declarations("secrets", draft_.secrets);
    declarations("variables", draft_.variables);
    session();
    report();
    return {std::move(text_), std::move(warnings_)};
  }

 private:
  void entry(const std::string& key, const Node& value, std::size_t indent) { text_ += yaml::write_entry(key, value, indent); }

  void comment(std::size_t indent, const std::string& prefix, const std::string& text) {
    text_ += std::string(indent, ' ') + "# " + prefix + shown(text) + "\n";
  }

  void warn(std::size_t indent, const std::string& text) {
    comment(indent, "- ", text);
    warnings_.push_back(shown(text));
  }

  /// One line, without secrets.
  std::string shown(std::string text) const {
    for (char& c : text)
      if (static_cast<unsigned char>(c) < 0x20) c = ' ';
    for (const model::Secret& secret : secrets_) {
      if (secret.reveal().size() < kShortestSecret) continue;
      for (const std::string& spelling : {secret.reveal(), url_encode(secret.reveal())})
        for (std::size_t at = text.find(spelling); at != std::string::npos; at = text.find(spelling, at))
          text.replace(at, spelling.size(), "…");
    }
    return text;
  }

  void declarations(const std::string& key, const std::vector<std::pair<std::string, std::string>>& names) {
    if (names.empty()) return;
    std::vector<std::pair<std::string, Node>> entries;
    for (const auto& [name, what] : names) entries.emplace_back(name, text_node(what));
    entry(key, map_node(std::move(entries)), 0);
  }

  void session() {
    text_ += "\nsession:\n  probe:\n";
    entry("goto", text_node(draft_.probe.go_to.source()), 4);
    entry("signed_in", language::selectors_node(draft_.probe.signed_in), 4);
    entry("signed_out", language::selectors_node(draft_.probe.signed_out), 4);
    if (!draft_.probe.otp_needed.empty())
      entry("outcomes", map_node({{"otp_needed", language::selectors_node(draft_.probe.otp_needed)}}), 4);
    steps("sign_in", draft_.sign_in, 2);
    // Its steps came last; what was lost before them belongs to the report.
    const std::size_t lost = std::exchange(lost_, draft_.lost.size());
    if (!draft_.sign_out.empty()) steps("sign_out", draft_.sign_out, 2);
    lost_ = lost;
  }

  void report() {
    text_ += "\nreports:\n  " + draft_.options.report + ":\n";
    entry("file_title", text_node(file_title(draft_.options.report)), 4);
    entry("period", map_node({{"at_most", text_node(draft_.one_day ? "one day" : "31 days")}}), 4);
    steps("steps", draft_.report, 4);
    lost_before(1 << 30, 6);
    if (draft_.options.table)
      text_ += language::write_table(draft_.options.table->mapping,
                                     {.table = {"made from the file that came: see that the keys and types are right"}});
  }

  void steps(const std::string& key, const std::vector<RecordedStep>& list, std::size_t indent) {
    if (list.empty()) return entry(key, yaml::list_node({}), indent);
    text_ += std::string(indent, ' ') + key + ":\n";
    for (const RecordedStep& step : list) {
      lost_before(step.number, indent + 2);
      for (const std::string& remark : step.remarks) about_step(step.number, remark, indent + 2);
      text_ += yaml::write_item(language::step_node(step.step), indent + 2);
    }
  }

  void lost_before(int number, std::size_t indent) {
    for (; lost_ < draft_.lost.size() && draft_.lost[lost_].number <= number; ++lost_)
      about_step(draft_.lost[lost_].number, draft_.lost[lost_].what, indent);
  }

  void about_step(int number, const std::string& what, std::size_t indent) {
    comment(indent, "step " + std::to_string(number) + ": ", what);
    warnings_.push_back("step " + std::to_string(number) + ": " + shown(what));
  }

  const RecipeDraft& draft_;
  const std::vector<model::Secret>& secrets_;
  std::string text_;
  std::vector<std::string> warnings_;
  std::size_t lost_ = 0;
};

}  // namespace

bool shows_secret(const std::string& text, const std::vector<model::Secret>& secrets) {
  return std::any_of(secrets.begin(), secrets.end(), [&](const model::Secret& secret) {
    if (secret.reveal().size() < kShortestSecret) return false;
    return text.find(secret.reveal()) != std::string::npos || text.find(url_encode(secret.reveal())) != std::string::npos;
  });
}

WrittenRecipe write_recipe(const RecipeDraft& draft, const std::vector<model::Secret>& secrets) {
  WrittenRecipe recipe = RecipeText(draft, secrets).write();
  if (shows_secret(recipe.text, secrets))
    throw DraftError("what was typed as a password would stand in the recipe, outside of its field",
                     "record again, so that no other step, address or element shows it");
  return recipe;
}

}  // namespace nightporter::sites::recording
