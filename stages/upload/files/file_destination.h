#pragma once

#include <filesystem>
#include <string>

#include "stages/upload/destination.h"

namespace nightporter::stages {

/// A CSV or Excel file with all rows that were ever loaded, written anew when something has changed: under another name, read back, then
/// renamed into its place, mode 0600, so that whoever opens it sees it whole. What people write into such a file is lost with the next
/// change; sheets and tables are for that.
class FileDestination : public Destination {
 public:
  enum class Format { kCsv, kExcel };

  FileDestination(Format format, std::filesystem::path file) : format_(format), file_(std::move(file)) {}

  Wants wants() const override { return Wants::kAll; }
  std::string label() const override { return file_.string(); }
  awaitable<UploadPlan> compare(const UploadTable& table, Beginning beginning, Deadline deadline) override;
  awaitable<UploadPlan> bring_up_to_date(const UploadTable& table, Beginning beginning, Deadline deadline) override;

 private:
  UploadPlan look(const UploadTable& table, const std::filesystem::path& file) const;
  UploadPlan write(const UploadTable& table) const;

  Format format_;
  std::filesystem::path file_;
};

}  // namespace nightporter::stages
