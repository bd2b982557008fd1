#include "sites/recording/recipe_draft.h"

#include <algorithm>
#include <functional>
#include <set>

#include "engine/browser/origin.h"
#include "sites/recording/draft_download.h"
#include "sites/recording/period_dates.h"
#include "sites/recording/step_questions.h"
#include "sites/recording/written_date.h"
#include "sites/walk.h"

namespace nightporter::sites::recording {
namespace {

using Recorded = std::vector<RecordedStep>;

bool is_secret(const RecordedStep& step) {
  return std::holds_alternative<Otp>(step.step.action) || (step.field != FieldKind::kUserName && !secret_name(step.field).empty());
}

class Drafter {
 public:
  Drafter(Recording recording, DraftOptions options) : recording_(std::move(recording)) { draft_.options = std::move(options); }

  RecipeDraft run() {
    if (draft_.options.site_name.empty()) draft_.options.site_name = recording_.title.empty() ? draft_.options.site : recording_.title;
    draft_.lost = std::move(recording_.lost);
    draft_.remarks = std::move(recording_.remarks);
    if (std::none_of(recording_.steps.begin(), recording_.steps.end(), [](const auto& step) { return address_of(step) != nullptr; }))
      throw DraftError("the recording opens no page", "record from the start: the first step is the address of the site");
    forget_secrets();
    list_origins();
    split();
    find_download(draft_.report);
    draft_.sign_out = take_sign_out(draft_.report);
    find_probe();
    wait_for_pages();
    put_references();
    declare();
    return std::move(draft_);
  }

 private:
  void forget_secrets() {
    for (RecordedStep& step : recording_.steps) {
      if (shows_secret(step.leads_to, recording_.secrets)) step.leads_to = without_query(step.leads_to);
      if (shows_secret(step.leads_to, recording_.secrets)) step.leads_to.clear();
      if (auto* go_to = std::get_if<GoTo>(&step.step.action); go_to != nullptr && shows_secret(go_to->url.source(), recording_.secrets)) {
        go_to->url = TextTemplate::literal(without_query(go_to->url.source()));
        step.remarks.push_back("the address held a secret; what stood behind ? is left out");
      }
      Selectors* element = element_of(step.step);
      if (element == nullptr) continue;
      const auto shows = [&](const TextTemplate& selector) { return shows_secret(selector.source(), recording_.secrets); };
      if (!std::all_of(element->begin(), element->end(), shows)) std::erase_if(*element, shows);
    }
  }

  void list_origins() {
    const auto add = [&](const std::string& url) {
      const auto origin = engine::origin_of(url);
      if (!origin || !origin->starts_with("http")) return;
      if (std::find(draft_.origins.begin(), draft_.origins.end(), *origin) == draft_.origins.end()) draft_.origins.push_back(*origin);
    };
    for (const RecordedStep& step : recording_.steps) {
      if (const std::string* url = address_of(step)) add(*url);
      add(step.leads_to);
    }
  }

  /// Everything up to what sends the last secret is the sign-in.
  void split() {
    Recorded& steps = recording_.steps;
    const auto last_secret = std::find_if(steps.rbegin(), steps.rend(), is_secret);
    std::size_t end = steps.size() - static_cast<std::size_t>(last_secret - steps.rbegin());
    if (last_secret != steps.rend()) {
      while (end < steps.size() && !submits(steps[end].step) && !std::holds_alternative<GoTo>(steps[end].step.action)) ++end;
      if (end < steps.size() && submits(steps[end].step)) ++end;
    } else {
      end = 0;
      draft_.remarks.push_back("nothing of it looks like a sign-in: sign_in is empty, so a person signs in with `nightporter bootstrap`");
    }
    draft_.sign_in.assign(std::make_move_iterator(steps.begin()),
                          std::make_move_iterator(steps.begin() + static_cast<std::ptrdiff_t>(end)));
    draft_.report.assign(std::make_move_iterator(steps.begin() + static_cast<std::ptrdiff_t>(end)), std::make_move_iterator(steps.end()));
    name_the_user();
    finish_codes();
    page_after_sign_in_ = last_page(draft_.sign_in);
  }

  static std::string last_page(const Recorded& steps) {
    std::string page;
    for (const RecordedStep& step : steps) {
      if (const std::string* url = address_of(step)) page = *url;
      if (!step.leads_to.empty()) page = step.leads_to;
    }
    return page;
  }

  void name_the_user() {
    Recorded& steps = draft_.sign_in;
    const auto password = std::find_if(steps.begin(), steps.end(), [](const auto& step) { return step.field == FieldKind::kPassword; });
    if (password == steps.end()) return;
    RecordedStep* user = nullptr;
    bool by_name = false;
    for (auto step = steps.begin(); step != password; ++step) {
      if (!std::holds_alternative<Fill>(step->step.action)) continue;
      const bool named = step->field == FieldKind::kUserName;
      if (by_name && !named) continue;
      user = &*step;
      by_name = by_name || named;
    }
    if (user == nullptr) return;
    auto& fill = std::get<Fill>(user->step.action);
    if (fill.with.references().empty()) fill.with = TextTemplate::parse("{{ secret.username }}");
    if (!by_name) user->remarks.push_back("taken for the user name because it stands before the password");
  }

  /// A code is asked for on new devices only; what is clicked after it sends it.
  void finish_codes() {
    Recorded& steps = draft_.sign_in;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      auto* otp = std::get_if<Otp>(&steps[i].step.action);
      if (otp == nullptr) continue;
      steps[i].step.optional = true;
      // Looked for while the page before may still be there.
      otp->into = told_by_name(otp->into);
      draft_.probe.otp_needed = otp->into;
      if (i + 1 == steps.size() || !otp->submit.empty()) continue;
      const Step& next = steps[i + 1].step;
      if (const auto* click = std::get_if<Click>(&next.action)) otp->submit = click->on;
      if (!submits(next)) continue;
      steps[i].leads_to = steps[i + 1].leads_to;
      std::move(steps[i + 1].remarks.begin(), steps[i + 1].remarks.end(), std::back_inserter(steps[i].remarks));
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    }
  }

  // ---- the probe, and the page that a report begins with

  void find_probe() {
    Recorded& steps = draft_.report;
    if (address_of(steps.front()) == nullptr) {
      RecordedStep first;
      first.number = steps.front().number;
      first.step.action = GoTo{TextTemplate::literal(page_after_sign_in_)};
      if (draft_.sign_in.empty() || draft_.sign_in.back().leads_to.empty())
        first.remarks.push_back("the page that this begins on is a guess: the recording does not say where the sign-in led to");
      steps.insert(steps.begin(), std::move(first));
    }
    std::string page;
    RecipeDraft::Probe& probe = draft_.probe;
    for (RecordedStep& step : steps) {
      if (const std::string* url = address_of(step)) page = *url;
      const Selectors* element = element_of(step.step);
      if (element != nullptr && !element->empty() && step.step.frame.empty()) {
        probe.signed_in = told_by_name(*element);
        break;
      }
      if (!step.leads_to.empty()) page = step.leads_to;
    }
    probe.go_to = TextTemplate::literal(page);
    if (probe.signed_in.empty()) {
      probe.signed_in = {TextTemplate::literal("css=a[href*=\"logout\" i], a[href*=\"signout\" i]")};
      draft_.remarks.push_back("session.probe.signed_in is a guess: name something that only who is signed in sees");
    } else {
      draft_.remarks.push_back(
          "session.probe.signed_in is the first element that the report uses; name something better if it shows to everybody");
    }
    for (RecordedStep& step : draft_.sign_in)
      if (step.field == FieldKind::kPassword && probe.signed_out.empty()) probe.signed_out = told_by_name(*element_of(step.step));
    if (probe.signed_out.empty()) probe.signed_out = {TextTemplate::literal("css=input[type=password]")};
  }

  // ---- what becomes a reference

  void put_references() {
    const PeriodFound period = put_period(draft_.report, draft_.options.recorded_on);
    draft_.one_day = period.found && period.one_day;
    if (!period.found)
      draft_.remarks.push_back(
          "no date of the period was recognised: the report asks for whatever the page shows; put {{ from | … }} and {{ to | … }} in");
    for (RecordedStep& step : draft_.report) put_store(step.step);
    if (draft_.options.table) finish_table(*draft_.options.table, period);
    // The probe is asked without a period.
    const std::string url = draft_.probe.go_to.source();
    if (period.found && (find_date(url, period.first) || find_date(url, period.last)))
      draft_.probe.go_to = TextTemplate::literal(without_query(url));
  }

  /// The date that the site filters by is the first of which every value lies in the period.
  void finish_table(DraftTable& table, const PeriodFound& period) const {
    model::TableMapping& mapping = table.mapping;
    const std::string name = draft_.options.site + "_" + draft_.options.report;
    mapping.staging_table = "stg_" + name;
    mapping.fact_table = "fact_" + name;
    for (std::size_t i = 0; period.found && i < mapping.columns.size() && i < table.days.size(); ++i) {
      const auto& days = table.days[i];
      if (!days || days->from < period.first || period.last < days->to) continue;
      mapping.columns[i].period = mapping.columns[i].required = true;
      return;
    }
  }

  void put_store(Step& step) const {
    const auto put = [&](TextTemplate& text) {
      if (!draft_.options.store_code.empty() && text.source() == draft_.options.store_code) text = TextTemplate::parse("{{ store.code }}");
      if (!draft_.options.store_name.empty() && text.source() == draft_.options.store_name) text = TextTemplate::parse("{{ store.name }}");
    };
    if (auto* fill = std::get_if<Fill>(&step.action)) put(fill->with);
    if (auto* type = std::get_if<Type>(&step.action)) put(type->with);
    if (auto* select = std::get_if<SelectOption>(&step.action))
      for (TextTemplate& option : select->options) put(option);
  }

  /// After a step that led elsewhere, the next one must not look at the old page.
  void wait_for_pages() {
    Recorded with_waits;
    std::string page;
    for (RecordedStep& step : draft_.report) {
      if (const std::string* url = address_of(step)) page = *url;
      const std::string leads_to = step.leads_to;
      const int number = step.number;
      const bool last = &step == &draft_.report.back();
      const bool went = !leads_to.empty() && address_of(step) == nullptr && !std::holds_alternative<ExpectDownload>(step.step.action);
      const bool elsewhere = without_query(leads_to) != without_query(page);
      if (went && !elsewhere && step.opens_document) {
        // The address hardly tells the new page from the old one; its answer does.
        Step by = std::exchange(step.step, Step());
        step.step.action = WaitFor{ResponseArrives{TextTemplate::literal(without_query(leads_to) + "**")}, {std::move(by)}};
      }
      with_waits.push_back(std::move(step));
      if (!leads_to.empty()) page = leads_to;
      if (!went || !elsewhere || last) continue;
      RecordedStep wait;
      wait.number = number;
      wait.step.action = WaitFor{UrlMatches{TextTemplate::literal(without_query(leads_to) + "**")}, {}};
      with_waits.push_back(std::move(wait));
    }
    draft_.report = std::move(with_waits);
  }

  void declare() {
    static const std::vector<std::pair<std::string, std::string>> kKnown{{"pin", "The PIN that the site asks for"},
                                                                         {"token", "The key that the site asks for"}};
    std::set<std::string> secrets, variables;
    for (const Recorded* part : {&draft_.sign_in, &draft_.sign_out, &draft_.report})
      for (const RecordedStep& step : *part)
        for_every_step({step.step}, [&](const Step& each) {
          for (const TextTemplate& text : templates_of(each))
            for (const auto& reference : text.references()) {
              if (reference.name.starts_with("secret.")) secrets.insert(reference.name.substr(7));
              if (reference.name.starts_with("store.")) variables.insert(reference.name.substr(6));
            }
        });
    for (const std::string& name : secrets) {
      if (name == "username" || name == "password") continue;
      const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const auto& entry) { return entry.first == name; });
      draft_.secrets.emplace_back(name, known == kKnown.end() ? "What the site asks for" : known->second);
    }
    for (const std::string& name : variables)
      if (name != "code" && name != "name") draft_.variables.emplace_back(name, "What the site asks for");
  }

  Recording recording_;
  RecipeDraft draft_;
  std::string page_after_sign_in_;
};

}  // namespace

RecipeDraft draft_recipe(Recording recording, DraftOptions options) {
  return Drafter(std::move(recording), std::move(options)).run();
}

}  // namespace nightporter::sites::recording
