#include "sites/recording/period_dates.h"

#include <algorithm>
#include <functional>
#include <set>

#include "sites/recording/written_date.h"
#include "sites/walk.h"

namespace nightporter::sites::recording {
namespace {

using model::CalendarDate;

bool is_day_field(FieldKind kind) {
  return kind == FieldKind::kFirstDay || kind == FieldKind::kLastDay || kind == FieldKind::kDay;
}

/// What was typed or chosen; nullptr for other steps.
TextTemplate* value_of(Step& step) {
  if (auto* fill = std::get_if<Fill>(&step.action)) return &fill->with;
  if (auto* type = std::get_if<Type>(&step.action)) return &type->with;
  if (auto* select = std::get_if<SelectOption>(&step.action); select != nullptr && select->options.size() == 1)
    return &select->options.front();
  return nullptr;
}

/// One of the ways to read a date: the recorded day if it is one of them, else the one that `seen_style` settles, else the first.
WrittenDate choose(const std::vector<WrittenDate>& readings, std::optional<CalendarDate> recorded_on, bool month_first) {
  for (const WrittenDate& reading : readings)
    if (recorded_on && reading.date == *recorded_on) return reading;
  if (month_first)
    for (const WrittenDate& reading : readings)
      if (reading.filters.starts_with("M")) return reading;
  return readings.front();
}

class PeriodDates {
 public:
  PeriodDates(std::vector<RecordedStep>& steps, std::optional<CalendarDate> recorded_on) : steps_(steps), recorded_on_(recorded_on) {}

  PeriodFound put() {
    find_period();
    for (RecordedStep& step : steps_) put_into(step, step.step);
    if (from_ + to_ == 0) return {};
    return {.found = true, .one_day = from_ + to_ == 1, .first = *first_, .last = *last_};
  }

 private:
  /// A field's whole value that is a date.
  struct Field {
    RecordedStep* step;
    WrittenDate date;
  };

  /// Digits alone are a date only in a field for dates, or when they are the recorded day.
  std::vector<WrittenDate> readings_of(const RecordedStep& step, const std::string& text) const {
    std::vector<WrittenDate> readings = read_date(text);
    if (is_day_field(step.field) || text.find_first_not_of("0123456789") != std::string::npos) return readings;
    std::erase_if(readings, [&](const WrittenDate& reading) { return reading.date != recorded_on_; });
    return readings;
  }

  void for_each_field(const std::function<void(RecordedStep&, const std::vector<WrittenDate>&)>& visit) {
    for (RecordedStep& step : steps_)
      if (const TextTemplate* value = value_of(step.step); value != nullptr && value->references().empty())
        if (const auto readings = readings_of(step, value->source()); !readings.empty()) visit(step, readings);
  }

  void find_period() {
    // One date that can only be read with the month first settles the others.
    for_each_field([&](RecordedStep&, const auto& readings) {
      month_first_ = month_first_ || (readings.size() == 1 && readings.front().filters.starts_with("M/")) ||
                     (readings.size() == 1 && readings.front().filters.starts_with("MM/"));
    });
    std::vector<Field> fields;
    std::set<CalendarDate> days;
    for_each_field([&](RecordedStep& step, const auto& readings) {
      fields.push_back({&step, choose(readings, recorded_on_, month_first_)});
      days.insert(fields.back().date.date);
    });
    const bool all = days.size() <= 2;
    std::set<CalendarDate> period;
    for (const Field& field : fields)
      if (all || field.date.date == recorded_on_ || is_day_field(field.step->field)) period.insert(field.date.date);
    if (recorded_on_ && period.empty()) period.insert(*recorded_on_);
    if (!period.empty()) first_ = *period.begin(), last_ = *period.rbegin();
    for (const Field& field : fields)
      if (!period.contains(field.date.date) || (field.date.date != first_ && field.date.date != last_))
        field.step->remarks.push_back("the date " + field.date.date.to_iso() + " is kept as it is");
  }

  void put_into(RecordedStep& recorded, Step& step) {
    if (!first_) return;
    TextTemplate* value = value_of(step);
    if (value != nullptr && value->references().empty()) {
      const auto readings = readings_of(recorded, value->source());
      if (!readings.empty()) {
        const WrittenDate date = choose(readings, recorded_on_, month_first_);
        if (date.date == first_ || date.date == last_) {
          remark(recorded, date, readings.size() > 1);
          *value = TextTemplate::parse(reference(date.date, recorded.field, date.filters));
        }
        // A date that is no part of the period keeps its place; its text holds no other.
      } else {
        put_into_text(*value, recorded.field);
      }
    }
    std::visit([&](auto& action) { put_into_action(action); }, step.action);
    for (TextTemplate& selector : step.within) put_into_text(selector, FieldKind::kPlain);
    for (Steps* inner : {by_of(step)})
      if (inner != nullptr)
        for (Step& next : *inner) put_into(recorded, next);
  }

  static Steps* by_of(Step& step) {
    if (auto* download = std::get_if<ExpectDownload>(&step.action)) return &download->by;
    if (auto* wait = std::get_if<WaitFor>(&step.action)) return &wait->by;
    return nullptr;
  }

  void put_into_action(GoTo& s) { put_into_text(s.url, FieldKind::kPlain); }
  void put_into_action(Click& s) { put_into_selectors(s.on); }
  void put_into_action(DoubleClick& s) { put_into_selectors(s.on); }
  void put_into_action(WaitFor& s) {
    if (auto* url = std::get_if<UrlMatches>(&s.condition)) put_into_text(url->pattern, FieldKind::kPlain);
    if (auto* text = std::get_if<ShowsText>(&s.condition)) put_into_text(text->text, FieldKind::kPlain);
    if (auto* visible = std::get_if<Visible>(&s.condition)) put_into_selectors(visible->element);
  }
  template <class Other>
  void put_into_action(Other&) {}

  void put_into_selectors(Selectors& selectors) {
    for (TextTemplate& selector : selectors) put_into_text(selector, FieldKind::kPlain);
  }

  void put_into_text(TextTemplate& text, FieldKind field) {
    if (!text.references().empty()) return;
    std::string result;
    const std::string& source = text.source();
    std::size_t at = 0;
    for (;;) {
      auto found = find_date(source, *first_, at);
      CalendarDate day = *first_;
      if (const auto other = find_date(source, *last_, at); other && (!found || other->position < found->position))
        found = other, day = *last_;
      if (!found) break;
      // What stands before it in an address names it: "?from=2025-11-12".
      const std::string before = source.substr(at, found->position - at);
      const std::size_t word = before.find_last_of("?&/");
      const FieldKind named = field_kind({before.substr(word == std::string::npos ? 0 : word)});
      result += before + reference(day, is_day_field(named) ? named : field, found->filters);
      at = found->position + found->length;
    }
    if (at == 0) return;
    text = TextTemplate::parse(result + source.substr(at));
  }

  std::string reference(CalendarDate day, FieldKind field, const std::string& filters) {
    bool is_last = field == FieldKind::kLastDay;
    // Of equal days without a name the second is the last day.
    if (field != FieldKind::kFirstDay && field != FieldKind::kLastDay) is_last = first_ == last_ ? from_ > to_ : day == last_;
    if (first_ != last_) is_last = day == last_;
    ++(is_last ? to_ : from_);
    return std::string("{{ ") + (is_last ? "to" : "from") + " | " + filters + " }}";
  }

  void remark(RecordedStep& step, const WrittenDate& date, bool ambiguous) const {
    if (date.date != recorded_on_)
      step.remarks.push_back("held " + date.date.to_iso() + ", taken for a day of the period that is asked for");
    if (ambiguous && date.date.day() != date.date.month())
      step.remarks.push_back("the date could be read with day and month changed; it was read as " + date.filters);
  }

  std::vector<RecordedStep>& steps_;
  std::optional<CalendarDate> recorded_on_;
  std::optional<CalendarDate> first_, last_;
  bool month_first_ = false;
  int from_ = 0, to_ = 0;  // how often each was put
};

}  // namespace

PeriodFound put_period(std::vector<RecordedStep>& steps, std::optional<CalendarDate> recorded_on) {
  return PeriodDates(steps, recorded_on).put();
}

}  // namespace nightporter::sites::recording
