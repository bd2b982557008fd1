#include "engine/trace/zip_writer.h"

#include <sys/stat.h>
#include <zip.h>

#include "engine/error.h"

namespace nightporter::engine {

void ZipWriter::Discard::operator()(::zip* archive) const {
  ::zip_discard(archive);
}

ZipWriter::ZipWriter(std::filesystem::path file) : file_(std::move(file)) {
  int code = 0;
  archive_.reset(::zip_open(file_.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
  if (archive_) return;
  ::zip_error_t error;
  ::zip_error_init_with_code(&error, code);
  const std::string reason = ::zip_error_strerror(&error);
  ::zip_error_fini(&error);
  fail(reason);
}

ZipWriter::~ZipWriter() = default;

void ZipWriter::fail(const std::string& what) const {
  throw Error("cannot write " + file_.string() + ": " + what);
}

void ZipWriter::add(const std::string& name, const std::filesystem::path& content, Packing packing) {
  ::zip_source_t* source = ::zip_source_file(archive_.get(), content.c_str(), 0, -1);
  if (source == nullptr) fail(::zip_strerror(archive_.get()));
  const ::zip_int64_t index = ::zip_file_add(archive_.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8 | ZIP_FL_OVERWRITE);
  if (index < 0) {
    const std::string reason = ::zip_strerror(archive_.get());
    ::zip_source_free(source);
    fail(name + ": " + reason);
  }
  const ::zip_int32_t method = packing == Packing::kDeflated ? ZIP_CM_DEFLATE : ZIP_CM_STORE;
  if (::zip_set_file_compression(archive_.get(), static_cast<::zip_uint64_t>(index), method, 0) != 0)
    fail(name + ": " + ::zip_strerror(archive_.get()));
}

void ZipWriter::finish() {
  // libzip writes to a temporary file beside it, which mkstemp makes for us alone, and renames that.
  if (::zip_close(archive_.get()) != 0) fail(::zip_strerror(archive_.get()));
  static_cast<void>(archive_.release());
  if (::chmod(file_.c_str(), S_IRUSR | S_IWUSR) != 0) fail("its mode cannot be set");
}

}  // namespace nightporter::engine
