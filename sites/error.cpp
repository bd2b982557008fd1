#include "sites/error.h"

namespace nightporter::sites {
namespace {

std::string joined(const std::vector<yaml::Problem>& problems) {
  std::string text;
  for (const yaml::Problem& problem : problems) text += (text.empty() ? "" : "\n") + problem.to_string();
  return text;
}

std::string first_line(const std::string& kind, const StepPlace& place, const std::string& reason) {
  std::string text = kind;
  if (!place.number.empty())
    text += " at step " + place.number;
  else if (!place.section.empty())
    text += " at " + place.section;
  if (!place.words.empty()) text += " (" + place.words + ")";
  return text + ": " + reason;
}

}  // namespace

RecipeError::RecipeError(std::vector<yaml::Problem> problems) : Error(joined(problems)), problems_(std::move(problems)) {}

StepFailed::StepFailed(const std::string& kind, StepPlace place, std::string reason)
    : Error(first_line(kind, place, reason)), place_(std::move(place)), reason_(std::move(reason)) {}

std::string StepFailed::details() const {
  std::string text = "    recipe  " + place_.file + ":" + std::to_string(place_.line) + "  " + place_.section;
  if (!place_.note.empty()) text += "  (" + place_.note + ")";
  if (!place_.page_url.empty()) text += "\n    page    " + place_.page_url + "  \"" + place_.page_title + "\"";
  if (!place_.closest.empty()) text += "\n    closest " + place_.closest;
  return text;
}

}  // namespace nightporter::sites
