#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace nightporter::storage {

/// Base of everything that this room throws. `hint()` says what the operator does next; never empty.
class Error : public std::runtime_error {
 public:
  Error(const std::string& message, std::string hint) : std::runtime_error(message), hint_(std::move(hint)) {}

  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// The database refused a statement, or its file cannot be opened or written.
class DatabaseError : public Error {
 public:
  using Error::Error;
};

/// The database file is damaged, or is not a database.
class DatabaseDamaged : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// The database cannot be had just now; trying again later can help.
class DatabaseUnavailable : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// Another program held the database longer than we were willing to wait.
class DatabaseBusy : public DatabaseUnavailable {
 public:
  using DatabaseUnavailable::DatabaseUnavailable;
};

/// The database server went away in the middle. What was not committed is not there; whether a commit under way arrived is not known.
class DatabaseLost : public DatabaseUnavailable {
 public:
  using DatabaseUnavailable::DatabaseUnavailable;
};

/// The database was written by a newer version of the program.
class SchemaTooNew : public DatabaseError {
 public:
  using DatabaseError::DatabaseError;
};

/// A recipe's table cannot be made, or does not fit the table that is there.
class MappingError : public Error {
 public:
  using Error::Error;
};

/// A row cannot be stored exactly, or lacks its key.
class RowRefused : public Error {
 public:
  RowRefused(std::size_t row, std::string column, const std::string& message, std::string hint)
      : Error(message, std::move(hint)), row_(row), column_(std::move(column)) {}

  /// 1-based, among the staged rows.
  std::size_t row() const { return row_; }
  const std::string& column() const { return column_; }

 private:
  std::size_t row_;
  std::string column_;
};

/// A sealed session cannot be opened, or the key cannot be had.
class SealError : public Error {
 public:
  enum class Kind {
    kWrongKey,    // sealed with another key
    kDamaged,     // truncated or changed bytes
    kBadKey,      // the key itself is missing or is not a key
    kUnreadable,  // the key's file cannot be read or written
  };

  SealError(Kind kind, const std::string& message, std::string hint) : Error(message, std::move(hint)), kind_(kind) {}

  Kind kind() const { return kind_; }

 private:
  Kind kind_;
};

/// Somebody has saved another session for the store meanwhile: the one at hand is older and is not written over it.
class SessionReplaced : public Error {
 public:
  using Error::Error;
};

/// Another run works on the store.
class StoreBusy : public Error {
 public:
  using Error::Error;
};

/// Somebody else took the store over while we thought it was ours; what we were about to write is not written.
class LeaseLost : public Error {
 public:
  using Error::Error;
};

}  // namespace nightporter::storage
