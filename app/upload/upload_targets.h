#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/config/configuration.h"
#include "app/run/store_jobs.h"
#include "stages/upload/upload_facts.h"

namespace nightporter::app {

/// One tab, table or file, and what goes there.
struct UploadTarget {
  std::string destination;  // its name in the configuration
  std::string as;           // the tab, table or file
  model::SiteCode site;
  model::ReportName report;
  std::vector<std::string> stores;  // codes
  stages::UploadRequest request;
  /// Why nothing can be uploaded; empty = nothing stands in the way.
  std::string problem;
  std::string hint;

  /// "rewards Transactions", for people.
  std::string label() const { return destination + " " + as; }
  /// "td/a668", or "td/a668,a817" for stores that share it.
  std::string source() const;
};

/// What the configuration wants uploaded of the selected stores and reports. A place that several stores share is there when one of them is
/// selected, with the rows of all of them.
std::vector<UploadTarget> upload_targets(const Configuration& configuration, const Environment& environment, const Selection& selection);

/// The ways to the destinations; connections and access tokens are shared by the targets of one spreadsheet's account.
class Destinations {
 public:
  Destinations(const Configuration& configuration, const Environment& environment);
  ~Destinations();
  Destinations(const Destinations&) = delete;
  Destinations& operator=(const Destinations&) = delete;

  /// Throws ConfigurationError and BadServiceAccount for credentials that lead nowhere.
  std::unique_ptr<stages::Destination> open(const UploadTarget& target);

 private:
  struct Account;
  const Configuration& configuration_;
  const Environment& environment_;
  std::map<std::string, std::unique_ptr<Account>> accounts_;
};

}  // namespace nightporter::app
