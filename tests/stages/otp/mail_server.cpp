#include "tests/stages/otp/mail_server.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/support/certificate.h"

namespace nightporter::test {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

std::uint16_t free_port() {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

}  // namespace

MailServer::MailServer() : port_(free_port()) {
  make_certificate(folder_.path(), "IP:127.0.0.1");
  const bool is_root = ::geteuid() == 0;
  const passwd* const user = is_root ? ::getpwnam("nobody") : ::getpwuid(::geteuid());
  const std::string user_name = user->pw_name;
  const std::string group_name = ::getgrgid(user->pw_gid)->gr_name;
  const std::string here = folder_.path().string();
  folder_.write("dovecot.conf",
                "protocols = imap\nlisten = 127.0.0.1\nbase_dir = " + here + "/run\nstate_dir = " + here +
                    "/state\nlog_path = /dev/stderr\ndefault_internal_user = " + user_name + "\ndefault_internal_group = " + group_name +
                    "\ndefault_login_user = " + user_name + "\nssl = required\nssl_cert = <" + here + "/cert.pem\nssl_key = <" + here +
                    "/key.pem\nmail_location = maildir:" + here + "/mail\nmail_uid = " + user_name + "\nmail_gid = " + group_name +
                    "\nfirst_valid_uid = 1\npassdb {\n driver = static\n args = user=owner password=made-up\n}\nuserdb {\n "
                    "driver = static\n args = uid=" +
                    user_name + " gid=" + group_name + " home=" + here +
                    "/home\n}\nservice imap-login {\n chroot =\n inet_listener imap {\n port = 0\n }\n inet_listener imaps {\n "
                    "port = " +
                    std::to_string(port_) + "\n ssl = yes\n }\n}\nservice anvil {\n chroot =\n}\n");
  for (const char* name : {"mail/new", "mail/cur", "mail/tmp", "home", "run", "state"}) fs::create_directories(folder_ / name);
  std::vector<std::string> command = {"/usr/sbin/dovecot", "-F", "-c", (folder_ / "dovecot.conf").string()};
  if (is_root) {
    for (const auto& entry : fs::recursive_directory_iterator(folder_.path()))
      if (::chown(entry.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error("chown " + entry.path().string());
    fs::permissions(folder_.path(), fs::perms::others_exec | fs::perms::others_read, fs::perm_options::add);
    command.insert(command.begin(), {"/usr/bin/setpriv", "--reuid=" + user_name, "--regid=" + group_name, "--clear-groups"});
  }
  server_ = std::make_unique<ChildProgram>(ProgramCall{.arguments = command, .environment = {{"PATH", "/usr/sbin:/usr/bin:/bin"}}});
  for (int look = 0; server_->output().find("starting up") == std::string::npos; ++look)
    if (server_->wait(50ms) || look == 200) throw std::runtime_error("dovecot does not start:\n" + server_->output());
}

void MailServer::deliver(const std::string& mail, std::chrono::seconds ago) {
  // As a delivery agent does: written elsewhere, then moved in whole. Maildir's date is that of the file.
  const std::string name = std::to_string(++mails_) + ".mail";
  const fs::path written = folder_ / ("mail/tmp/" + name);
  std::ofstream(written, std::ios::binary) << mail;
  fs::permissions(written, fs::perms::others_read, fs::perm_options::add);
  fs::last_write_time(written, fs::file_time_type::clock::now() - ago);
  fs::rename(written, folder_ / ("mail/new/" + name));
}

}  // namespace nightporter::test
