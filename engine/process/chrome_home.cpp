#include "engine/process/chrome_home.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include "engine/error.h"
#include "engine/process/chrome_flags.h"

extern "C" char** environ;

namespace nightporter::engine {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Cause = ChromeLaunchFailed::Cause;

/// A temporary profile takes a few megabytes; with less than 512 Chrome itself is told to keep away from there (chrome_process.cpp).
constexpr std::uintmax_t kRoomForProfile = 768u << 20;
constexpr uid_t kFirstPerson = 1000;  // users below are the system's own

/// Whoever sets TMPDIR has said where temporary files belong. And when the last session of a person ends, systemd-logind removes what
/// that person has in /dev/shm (RemoveIPC= of logind.conf(5)), whatever still runs.
bool may_use_memory() {
  if (std::getenv("TMPDIR") != nullptr) return false;
  std::error_code error;
  return ::geteuid() < kFirstPerson || !fs::exists("/run/systemd/seats", error);
}

std::optional<SystemUser> user_for(const LaunchOptions& options) {
  if (::geteuid() != 0) return std::nullopt;
  const std::string name = options.run_as.value_or("nobody");
  std::optional<SystemUser> user = find_user(name);
  if (!user) {
    throw ChromeLaunchFailed(Cause::kNoSuchUser, "there is no user \"" + name + "\" to run Chrome as",
                             "name an existing unprivileged user in the configuration (chrome.run_as)", "");
  }
  if (user->uid == 0) return std::nullopt;
  return user;
}

/// Puts the members of `ours` into `target`, deep.
void merge(json::object& target, const json::object& ours) {
  for (const auto& member : ours) {
    json::value& place = target[member.key()];
    if (member.value().is_object() && place.is_object()) {
      merge(place.as_object(), member.value().as_object());
    } else {
      place = member.value();
    }
  }
}

std::string merged_preferences(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string present{std::istreambuf_iterator<char>(stream), {}};
  json::error_code error;
  json::value preferences = json::parse(present, error);
  // Chrome itself starts afresh from a file that it cannot read.
  if (error || !preferences.is_object()) preferences = json::object();
  merge(preferences.as_object(), json::parse(chrome_preferences()).as_object());
  return json::serialize(preferences);
}

/// Makes the folder and those above it that are missing; everybody may go through those, but see nothing there. True: it was missing.
bool make_path_to(const fs::path& folder) {
  if (folder.has_parent_path() && !fs::exists(folder.parent_path()) && make_path_to(folder.parent_path()))
    fs::permissions(folder.parent_path(), fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  return fs::create_directory(folder);
}

}  // namespace

ChromeHome::ChromeHome(const LaunchOptions& options) : user_(user_for(options)) {
  if (user_) {
    if (const auto barrier = barrier_for(*user_, temporary_.path().parent_path())) {
      throw ChromeLaunchFailed(Cause::kProfileNotWritable,
                               "the user " + user_->name + " that Chrome runs as cannot enter " + barrier->string(),
                               "set TMPDIR to a directory that every user may enter", "");
    }
  }
  make_directory("home");
  make_directory("tmp");
  prepare_profile(options);
  if (user_ && options.window_mode == WindowMode::kHeaded) copy_display_key();
}

/// The X server lets in who has the key, and its file is readable by our user alone, which Chrome's user is not.
void ChromeHome::copy_display_key() {
  const char* const named = std::getenv("XAUTHORITY");
  const char* const home = std::getenv("HOME");
  const fs::path ours = named != nullptr ? fs::path(named) : fs::path(home == nullptr ? "" : home) / ".Xauthority";
  std::error_code error;
  if (!fs::is_regular_file(ours, error)) return;  // a display that needs none, or Chrome says what is missing
  display_key_ = temporary_.path() / "home" / ".Xauthority";
  std::ifstream from(ours, std::ios::binary);
  const int file = ::open(display_key_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const std::string key{std::istreambuf_iterator<char>(from), {}};
  const bool is_written = file >= 0 && ::write(file, key.data(), key.size()) == static_cast<ssize_t>(key.size());
  if (file >= 0) ::close(file);
  if (!from || !is_written)
    throw ChromeLaunchFailed(Cause::kNoDisplay, "the key of the X display, " + ours.string() + ", cannot be copied for Chrome",
                             "check the file that XAUTHORITY names", "");
  give_to_chrome(display_key_);
}

void ChromeHome::prepare_profile(const LaunchOptions& options) {
  try {
    if (options.profile.empty()) {
      profile_ = make_temporary_profile();
    } else {
      profile_ = fs::absolute(options.profile).lexically_normal();  // Chrome opens no database on a path with ".."
      if (make_path_to(profile_)) {
        fs::permissions(profile_, fs::perms::owner_all);
        give_to_chrome(profile_);
      }
      lock_profile();
    }
    const auto barrier = user_ ? barrier_for(*user_, profile_) : std::nullopt;
    if (barrier)
      throw fs::filesystem_error("the user " + user_->name + " may not enter", *barrier,
                                 std::make_error_code(std::errc::permission_denied));
    const fs::path folder = profile_ / "Default";
    if (fs::create_directory(folder)) give_to_chrome(folder);
    const fs::path preferences = folder / "Preferences";
    const std::string content = merged_preferences(preferences);
    std::ofstream stream(preferences, std::ios::binary | std::ios::trunc);
    stream << content;
    stream.close();
    if (!stream) throw fs::filesystem_error("cannot write", preferences, std::error_code(errno, std::generic_category()));
    give_to_chrome(preferences);
  } catch (const fs::filesystem_error& error) {
    throw ChromeLaunchFailed(Cause::kProfileNotWritable, std::string("Chrome's profile cannot be prepared: ") + error.what(),
                             user_ ? "give the directory to the user " + user_->name + " and let it be entered, or leave the profile out"
                                   : "choose a directory that you can write to",
                             "");
  }
}

void ChromeHome::lock_profile() {
  std::string user = "another run of this program";
  lock_ = ProfileLock::take(profile_);
  if (lock_) user = heal_profile_marks(profile_).value_or("");
  if (user.empty()) return;
  throw ChromeLaunchFailed(Cause::kProfileInUse, "the profile " + profile_.string() + " is in use by " + user,
                           "wait for it, or close that Chrome: two on one profile would destroy it", "");
}

std::vector<std::string> ChromeHome::environment() const {
  std::vector<std::string> ours;
  for (char** variable = environ; *variable != nullptr; ++variable) ours.emplace_back(*variable);
  std::vector<std::string> kept;
  for (std::string& variable : chrome_environment(ours)) {
    // The home directory of somebody else is of no use to Chrome; its own user's often does not exist ("/nonexistent").
    const bool replaced = variable.starts_with("TMPDIR=") || (user_ && variable.starts_with("HOME=")) ||
                          (!display_key_.empty() && variable.starts_with("XAUTHORITY="));
    if (!replaced) kept.push_back(std::move(variable));
  }
  kept.push_back("TMPDIR=" + (temporary_.path() / "tmp").string());
  if (!display_key_.empty()) kept.push_back("XAUTHORITY=" + display_key_.string());
  if (user_) kept.push_back("HOME=" + (temporary_.path() / "home").string());
  return kept;
}

fs::path ChromeHome::make_temporary_profile() {
  const auto memory = may_use_memory() ? memory_directory(kRoomForProfile) : std::nullopt;
  if (memory && !(user_ && barrier_for(*user_, *memory))) {
    try {
      in_memory_.emplace(*memory);
      return make_directory_in(*in_memory_, "profile");
    } catch (const std::system_error&) {
      in_memory_.reset();  // the disk is only slower
    }
  }
  return make_directory_in(temporary_, "profile");
}

fs::path ChromeHome::make_directory(const std::string& name) const {
  return make_directory_in(temporary_, name);
}

fs::path ChromeHome::make_directory_in(const TempDirectory& parent, const std::string& name) const {
  fs::path directory = parent.path() / name;
  if (fs::create_directory(directory)) {
    fs::permissions(directory, fs::perms::owner_all);
    give_to_chrome(directory);
  }
  return directory;
}

void ChromeHome::give_to_chrome(const fs::path& path) const {
  if (user_ && ::chown(path.c_str(), user_->uid, user_->gid) != 0) {
    throw fs::filesystem_error("cannot be given to the user " + user_->name, path, std::error_code(errno, std::generic_category()));
  }
}

void ChromeHome::require_writable(const fs::path& directory) const {
  if (!user_) return;  // our own user: Chrome says itself what fails
  std::string why;
  if (const auto barrier = barrier_for(*user_, directory)) {
    why = "may not enter " + barrier->string();
  } else if (!may_write(*user_, directory)) {
    why = "may not write to it";
  }
  if (why.empty()) return;
  throw Error("directory " + directory.string() + ": the user " + user_->name + " that Chrome runs as " + why,
              "choose a directory outside of private homes and give it to that user (chown " + user_->name + ")");
}

}  // namespace nightporter::engine
