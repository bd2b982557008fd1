#pragma once

#include <ostream>
#include <string>

#include "stages/upload/upload_table.h"

namespace nightporter::stages {

/// Writes tables as a Singer tap does (specification of singer.io): SCHEMA, then a RECORD a row, one JSON object a line. Decimals are texts
/// of the format "singer.decimal", so that no digit is lost; dates with times carry their offset from UTC. Writes as it goes; the stream
/// must outlive it.
class SingerStream {
 public:
  explicit SingerStream(std::ostream& out) : out_(out) {}

  /// `time_zone`: IANA; that of the table's dates with times. Throws stages::Error when the stream cannot be written to.
  void write(const std::string& name, const UploadTable& table, const std::string& time_zone);

  /// The STATE message that ends the stream; loaders hand it on when all before it is safe.
  void finish();

 private:
  void line(const std::string& json);
  std::ostream& out_;
};

}  // namespace nightporter::stages
