#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace nightporter::test {

/// What a program was stopped by, or came to.
enum class RunEnd { kKilled, kFinished };

/// What is wrong with a data folder and its downloads, a sentence each. At any moment: the database is whole; a load is there with its
/// staging rows, facts and one audit row, or not at all; a file that the ledger names is there with its hash; a file that is there is
/// named by the ledger, or announced in it; each of `stores` ("demo/north") has a session that can be opened. After a finished run also:
/// nothing is announced, half done, half written, leased or left over.
/// The database is looked at in a copy, so that what a killed program left stays for the next one to find.
std::vector<std::string> broken_promises(const std::filesystem::path& data, const std::filesystem::path& downloads,
                                         const std::vector<std::string>& stores, RunEnd end);

}  // namespace nightporter::test
