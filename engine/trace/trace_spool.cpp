#include "engine/trace/trace_spool.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <utility>

#include "engine/error.h"
#include "engine/trace/zip_writer.h"

namespace nightporter::engine {

namespace {

constexpr const char* kTrace = "trace.trace";
constexpr const char* kNetwork = "trace.network";
constexpr const char* kHar = "network.har";
constexpr std::string_view kEntryHead = R"({"type":"resource-snapshot","snapshot":)";

std::string sha1(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha1(), nullptr) != 1) throw Error("OpenSSL offers no SHA-1");
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    text += kDigits[digest[i] >> 4];
    text += kDigits[digest[i] & 15];
  }
  return text;
}

int open_private(const std::filesystem::path& file, int flags) {
  return ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, S_IRUSR | S_IWUSR);
}

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

class PrivateFile {
 public:
  explicit PrivateFile(std::filesystem::path file) : file_(std::move(file)), descriptor_(open_private(file_, O_TRUNC)) {
    if (descriptor_ < 0) throw Error("cannot write " + file_.string());
    ::fchmod(descriptor_, S_IRUSR | S_IWUSR);
  }
  ~PrivateFile() { ::close(descriptor_); }
  PrivateFile(const PrivateFile&) = delete;
  PrivateFile& operator=(const PrivateFile&) = delete;

  void write(std::string_view bytes) {
    if (!write_all(descriptor_, bytes)) throw Error("cannot write " + file_.string() + ": the disk is full");
  }

 private:
  std::filesystem::path file_;
  int descriptor_;
};

}  // namespace

TraceSpool::TraceSpool(std::shared_ptr<const cdp::Redactor> redactor, std::uintmax_t most_bytes)
    : redactor_(std::move(redactor)), most_bytes_(most_bytes) {
  std::filesystem::create_directory(path("resources"));
  std::filesystem::permissions(path("resources"), std::filesystem::perms::owner_all);
}

TraceSpool::~TraceSpool() {
  if (trace_ >= 0) ::close(trace_);
  if (network_ >= 0) ::close(network_);
}

bool TraceSpool::make_room(std::size_t bytes, Need need) {
  if (is_paused_) return false;
  if (size_bytes_ + bytes > most_bytes_) is_full_ = true;
  if (is_full_ && need == Need::kNormal) return false;
  size_bytes_ += bytes;
  return true;
}

void TraceSpool::append(int& descriptor, std::string_view name, std::string_view line) {
  if (descriptor < 0) descriptor = open_private(path(name), O_APPEND);
  const ::off_t end = ::lseek(descriptor, 0, SEEK_END);
  if (end >= 0 && write_all(descriptor, std::string(line) + "\n")) return;
  is_full_ = true;
  // Half a line would make the whole file unreadable.
  if (end >= 0 && ::ftruncate(descriptor, end) != 0) ::close(std::exchange(descriptor, -1));
}

void TraceSpool::add_line(std::string_view json, Need need) {
  if (make_room(json.size() + 1, need)) append(trace_, kTrace, redactor_->redact_json_strings(json));
}

void TraceSpool::add_network_entry(std::string_view json) {
  if (!make_room(json.size() + kEntryHead.size() + 2, Need::kNormal)) return;
  append(network_, kNetwork, std::string(kEntryHead) + redactor_->redact_json_strings(json) + "}");
}

void TraceSpool::store(const std::string& name, std::string_view bytes, Kind kind) {
  const int descriptor = open_private(path("resources") / name, O_TRUNC);
  if (descriptor < 0 || !write_all(descriptor, bytes)) is_full_ = true;
  if (descriptor >= 0) ::close(descriptor);
  resources_[name] = kind;
}

std::string TraceSpool::add_resource(std::string_view bytes, Kind kind, std::string_view ending) {
  const std::string content = kind == Kind::kText ? redactor_->redact_text(bytes) : std::string(bytes);
  std::string name = sha1(content) + std::string(ending);
  if (resources_.contains(name)) return name;
  if (!make_room(content.size(), Need::kNormal)) return {};
  store(name, content, kind);
  return name;
}

void TraceSpool::add_source(const std::string& file_name, std::string_view text) {
  const std::string name = "src@" + sha1(file_name) + ".txt";
  if (!resources_.contains(name) && make_room(text.size(), Need::kNormal)) store(name, redactor_->redact_text(text), Kind::kText);
}

void TraceSpool::copy_lines(std::string_view from, std::string_view to, const cdp::Redactor& redactor) const {
  std::ifstream lines(path(from), std::ios::binary);
  PrivateFile out(path(to));
  for (std::string line; std::getline(lines, line);) out.write(redactor.redact_json_strings(line) + "\n");
}

void TraceSpool::write_har(const std::filesystem::path& file, const std::string& head, const cdp::Redactor& redactor) const {
  std::ifstream lines(path(kNetwork), std::ios::binary);
  PrivateFile har(file);
  har.write(redactor.redact_json_strings(head));
  std::string separator = "\n";
  for (std::string line; std::getline(lines, line);) {
    const std::string_view entry = std::string_view(line).substr(kEntryHead.size(), line.size() - kEntryHead.size() - 1);
    har.write(separator + redactor.redact_json_strings(entry));
    separator = ",\n";
  }
  har.write("\n]}}\n");
}

void TraceSpool::write_zip(const std::filesystem::path& file, const std::filesystem::path& har, const cdp::Redactor& redactor) const {
  using Packing = ZipWriter::Packing;
  copy_lines(kTrace, "trace.out", redactor);
  copy_lines(kNetwork, "network.out", redactor);
  ZipWriter archive(file);
  archive.add(kTrace, path("trace.out"), Packing::kDeflated);
  archive.add(kNetwork, path("network.out"), Packing::kDeflated);
  archive.add(kHar, har, Packing::kDeflated);
  for (const auto& [name, kind] : resources_) {
    const std::filesystem::path content = path("resources") / name;
    if (kind == Kind::kText) {
      std::ifstream text(content, std::ios::binary);
      const std::string whole{std::istreambuf_iterator<char>(text), {}};
      PrivateFile(content).write(redactor.redact_text(whole));
    }
    archive.add("resources/" + name, content, kind == Kind::kText ? Packing::kDeflated : Packing::kStored);
  }
  archive.finish();
}

void TraceSpool::write(const Files& files, const std::string& har_head, const cdp::Redactor& redactor) const {
  const std::filesystem::path har = files.har.empty() ? path(kHar) : files.har;
  write_har(har, har_head, redactor);
  if (!files.zip.empty()) write_zip(files.zip, har, redactor);
}

void TraceSpool::clear() {
  if (trace_ >= 0) ::close(std::exchange(trace_, -1));
  if (network_ >= 0) ::close(std::exchange(network_, -1));
  std::error_code ignored;  // what stays is removed with the folder
  for (const char* name : {kTrace, kNetwork, kHar, "trace.out", "network.out"}) std::filesystem::remove(path(name), ignored);
  for (const auto& [name, kind] : resources_) std::filesystem::remove(path("resources") / name, ignored);
  resources_.clear();
  size_bytes_ = 0;
  is_full_ = false;
}

std::unique_ptr<TraceSpool> TraceSpool::take_out() {
  auto taken = std::make_unique<TraceSpool>(redactor_, most_bytes_);
  std::swap(folder_, taken->folder_);
  std::swap(trace_, taken->trace_);
  std::swap(network_, taken->network_);
  std::swap(size_bytes_, taken->size_bytes_);
  std::swap(is_full_, taken->is_full_);
  std::swap(resources_, taken->resources_);
  return taken;
}

}  // namespace nightporter::engine
