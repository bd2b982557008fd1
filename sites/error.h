#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "sites/recipe.h"
#include "sites/retry.h"
#include "sites/yaml/problem.h"

namespace nightporter::sites {

/// Base of everything that this room throws.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;

  /// May the same work succeed a little later, with nothing changed by a person?
  bool retry_can_help() const { return trouble() && trouble() != Trouble::kPage; }

  /// What kind of trouble it was; nullopt when another attempt cannot help.
  virtual std::optional<Trouble> trouble() const { return std::nullopt; }
};

/// A recipe file that cannot be used. what() has one line per problem.
class RecipeError : public Error {
 public:
  explicit RecipeError(std::vector<yaml::Problem> problems);
  const std::vector<yaml::Problem>& problems() const { return problems_; }

 private:
  std::vector<yaml::Problem> problems_;
};

/// What a recipe needs and the configuration does not give: a secret, a store variable, a report that the site does not have.
class ConfigurationLacking : public Error {
 public:
  using Error::Error;
};

/// Which step, where in which file, on which page, and what to look at.
struct StepPlace {
  std::string file;
  int line = 0;
  std::string section;  // "order_report", "sign_in", "probe"
  std::string number;   // "5"
  std::string words;    // `click "text=Search"`
  std::string note;     // the recipe's own remark on the step
  std::string page_url;
  std::string page_title;
  std::string closest;  // selector of the thing on the page that is most like what was looked for; may be empty
};

/// A step could not be done. what() is one line: `site changed at step 5 (click "text=Search"): no element matches any of 2 selectors`.
class StepFailed : public Error {
 public:
  StepFailed(const std::string& kind, StepPlace place, std::string reason);

  const StepPlace& place() const { return place_; }
  const std::string& reason() const { return reason_; }
  /// The lines under the first: recipe, page, closest; each begins with four spaces, none ends with a line feed.
  std::string details() const;

 private:
  StepPlace place_;
  std::string reason_;
};

/// The page is not what the recipe says: an element is missing, a wait never ends.
class SiteChanged : public StepFailed {
 public:
  SiteChanged(StepPlace place, std::string reason) : StepFailed("site changed", std::move(place), std::move(reason)) {}
  std::optional<Trouble> trouble() const override { return Trouble::kPage; }
};

/// The session has ended, or a person must act on the login: see page().
class LoginNeeded : public StepFailed {
 public:
  LoginNeeded(StepPlace place, std::string reason, std::optional<LoginPage> page = {})
      : StepFailed("login needed", std::move(place), std::move(reason)), page_(page) {}
  std::optional<LoginPage> page() const { return page_; }

 private:
  std::optional<LoginPage> page_;
};

/// Network, server (5xx, 429) or browser trouble: the same steps may work a little later.
class TransientFailure : public StepFailed {
 public:
  TransientFailure(StepPlace place, std::string reason, Trouble trouble)
      : StepFailed("try again later", std::move(place), std::move(reason)), trouble_(trouble) {}
  std::optional<Trouble> trouble() const override { return trouble_; }

 private:
  Trouble trouble_;
};

/// The export did not give the file that was asked for.
class DownloadFailed : public StepFailed {
 public:
  /// `outcome`: the engine's word for it ("wrong type", "begin time-out", …). `trouble`: nullopt when another attempt cannot help.
  DownloadFailed(StepPlace place, std::string reason, std::string outcome, std::optional<Trouble> trouble)
      : StepFailed("download failed", std::move(place), std::move(reason)), outcome_(std::move(outcome)), trouble_(trouble) {}
  const std::string& outcome() const { return outcome_; }
  std::optional<Trouble> trouble() const override { return trouble_; }

 private:
  std::string outcome_;
  std::optional<Trouble> trouble_;
};

/// A secret was about to be typed into, or sent to, an origin that the recipe does not list. Nothing was typed.
class SecretRefused : public StepFailed {
 public:
  SecretRefused(StepPlace place, std::string reason) : StepFailed("secret refused", std::move(place), std::move(reason)) {}
};

}  // namespace nightporter::sites
