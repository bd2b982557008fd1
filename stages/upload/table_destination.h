#pragma once

#include <filesystem>
#include <string>

#include "stages/upload/destination.h"

namespace nightporter::stages {

/// A table in another SQLite file. One transaction; it is made when it is missing.
class TableDestination : public Destination {
 public:
  TableDestination(std::filesystem::path file, std::string table) : file_(std::move(file)), table_(std::move(table)) {}

  Wants wants() const override { return Wants::kChanged; }
  std::string label() const override { return "the table " + table_ + " of " + file_.string(); }
  awaitable<UploadPlan> compare(const UploadTable& table, Beginning beginning, Deadline deadline) override;
  awaitable<UploadPlan> bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline deadline) override;

 private:
  enum class Aim { kCompare, kWrite };
  UploadPlan work(const UploadTable& table, Beginning beginning, Aim aim) const;

  std::filesystem::path file_;
  std::string table_;
};

}  // namespace nightporter::stages
