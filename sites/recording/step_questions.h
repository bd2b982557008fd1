#pragma once

#include <set>
#include <string>

#include "sites/recording/recording.h"

/// What a draft asks of recorded steps.
namespace nightporter::sites::recording {

/// The selectors of the element that a step is about; nullptr when it is about none. They live as long as the step.
Selectors* element_of(Step& step);

/// Where a goto goes; nullptr for other steps.
const std::string* address_of(const RecordedStep& step);

/// Whether it may send a form: a click, or Enter.
bool submits(const Step& step);

/// Whether the selectors of its element hold one of these words.
bool has_words(const RecordedStep& step, const std::set<std::string>& wanted);

/// The selectors without those that only say where an element stands, which fit other pages too; all of them when none would be left.
Selectors told_by_name(const Selectors& selectors);

/// "https://a.example/b?c#d" → "https://a.example/b"
std::string without_query(const std::string& url);

}  // namespace nightporter::sites::recording
