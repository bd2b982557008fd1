#pragma once

#include <filesystem>
#include <ostream>
#include <string>

#include "app/config/environment.h"
#include "tests/backoffice/andalan_site.h"
#include "tests/backoffice/demo_back_office.h"
#include "tests/backoffice/google/google_services.h"

namespace nightporter::app {

/// What `nightporter demo` works against: a laundry's back office, that of a rewards programme, and a spreadsheet at a Google of their own.
/// Each is served on this machine, from construction to destruction.
class DemoOffices {
 public:
  DemoOffices();

  /// The configuration that a person would have written for all of it, with what is served here in place of the real origins. Secrets are
  /// taken from the environment; the laundry's orders, of both stores, and the four reports of the rewards go to the spreadsheet.
  std::string configuration_text(const std::string& laundry_origin, const std::string& rewards_origin) const;
  /// The secrets, and those of the process's variables that say where Chrome and the recipes are.
  Environment environment() const;

  std::string laundry() const { return laundry_.origin(); }
  std::string rewards() const { return rewards_.origin(); }

  /// For who tries recipes: the addresses and logins.
  void print_access(std::ostream& out) const;

  /// What stands in the spreadsheet's tabs, written to `folder` as a CSV file each; the first rows of each are printed.
  void show_spreadsheet(const std::filesystem::path& folder, std::ostream& out);

 private:
  backoffice::DemoBackOffice laundry_;
  backoffice::AndalanSite rewards_;
  backoffice::GoogleServices google_;
};

}  // namespace nightporter::app
