#pragma once

#include "stages/error.h"

namespace nightporter::stages {

/// What is at the destination does not fit what we write there: a person must look.
class DestinationUnfit : public Error {
 public:
  using Error::Error;
};

/// The headers of a sheet have been moved or renamed.
class HeadersMoved : public DestinationUnfit {
 public:
  using DestinationUnfit::DestinationUnfit;
};

/// What was written does not come back as it was written.
class NotVerified : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::stages
