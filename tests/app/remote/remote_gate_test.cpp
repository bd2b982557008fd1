#include "app/remote/remote_gate.h"

#include <catch2/catch.hpp>

namespace nightporter::app {
namespace {

using Passage = RemoteGate::Passage;

/// A browser that remembers the cookie that it is given.
struct Visitor {
  std::string cookies;
  std::string origin = "http://127.0.0.1:8443";

  RemoteRequest get(std::string target) const {
    return {.method = "GET", .target = std::move(target), .host = "127.0.0.1:8443", .cookies = cookies};
  }
  RemoteRequest upgrade() const {
    RemoteRequest request = get("/view");
    request.origin = origin;
    return request;
  }
  RemoteRequest enter(const std::string& token) const {
    return {.method = "POST", .target = "/enter", .host = "127.0.0.1:8443", .origin = origin, .cookies = cookies, .body = "token=" + token};
  }
  void take_cookie(const RemoteGate& gate) {
    const std::string header = gate.set_cookie().reveal();
    cookies = "theme=dark; " + header.substr(0, header.find(';'));
  }
};

TEST_CASE("the token opens the entrance, lets one in, and is dead") {
  RemoteGate gate(Encryption::kNone);
  Visitor visitor;
  const std::string link = gate.entrance_path().reveal();
  CHECK(gate.judge(visitor.get(link), false) == Passage::kEntrance);
  // A preview that looks at links uses nothing up.
  CHECK(gate.judge(visitor.get(link), false) == Passage::kEntrance);
  CHECK(gate.judge(visitor.enter(gate.token().reveal()), false) == Passage::kEntering);
  CHECK(gate.was_entered());
  CHECK(gate.judge(visitor.get(link), false) == Passage::kNothing);
  CHECK(gate.judge(visitor.enter(gate.token().reveal()), false) == Passage::kNothing);
  CHECK(gate.judge(visitor.get("/"), false) == Passage::kNothing);
  CHECK(gate.judge(visitor.upgrade(), true) == Passage::kNothing);
  visitor.take_cookie(gate);
  CHECK(gate.judge(visitor.get("/"), false) == Passage::kPage);
  CHECK(gate.judge(visitor.upgrade(), true) == Passage::kView);
  CHECK(gate.judge(visitor.get(link), false) == Passage::kReturn);
}

TEST_CASE("a wrong or absent token gets nothing, whatever it is sent to") {
  RemoteGate gate(Encryption::kNone);
  const Visitor visitor;
  std::string wrong = gate.token().reveal();
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  for (const std::string& target : {std::string("/"), std::string(""), std::string("/enter/"), "/enter/" + wrong, std::string("/view"),
                                    "/enter/" + gate.token().reveal() + "0", "/enter/" + gate.token().reveal() + "?x", "//" + wrong})
    CHECK(gate.judge(visitor.get(target), false) == Passage::kNothing);
  for (const std::string& token : {std::string(), wrong, gate.token().reveal() + "&x=1"})
    CHECK(gate.judge(visitor.enter(token), false) == Passage::kNothing);
  RemoteRequest other = visitor.get(gate.entrance_path().reveal());
  other.method = "HEAD";
  CHECK(gate.judge(other, false) == Passage::kNothing);
  CHECK_FALSE(gate.was_entered());
}

TEST_CASE("before anybody has entered, no cookie is right") {
  RemoteGate gate(Encryption::kNone);
  Visitor visitor;
  visitor.take_cookie(gate);
  CHECK(gate.judge(visitor.get("/"), false) == Passage::kNothing);
}

TEST_CASE("a page of another origin can neither enter nor look") {
  RemoteGate gate(Encryption::kNone);
  Visitor visitor;
  for (const char* origin : {"", "null", "http://evil.example", "http://127.0.0.1:8444", "http://127.0.0.1:8443.evil.example"}) {
    visitor.origin = origin;
    CHECK(gate.judge(visitor.enter(gate.token().reveal()), false) == Passage::kNothing);
  }
  visitor.origin = "http://127.0.0.1:8443";
  REQUIRE(gate.judge(visitor.enter(gate.token().reveal()), false) == Passage::kEntering);
  visitor.take_cookie(gate);
  visitor.origin = "http://evil.example";
  CHECK(gate.judge(visitor.upgrade(), true) == Passage::kNothing);
}

TEST_CASE("the cookie is for this site's requests alone, and with TLS for TLS alone") {
  CHECK_THAT(RemoteGate(Encryption::kNone).set_cookie().reveal(),
             Catch::Contains("; HttpOnly; SameSite=Strict") && !Catch::Contains("Secure"));
  CHECK_THAT(RemoteGate(Encryption::kTls).set_cookie().reveal(), Catch::EndsWith("; HttpOnly; SameSite=Strict; Secure"));
  CHECK(RemoteGate(Encryption::kTls).token().reveal() != RemoteGate(Encryption::kTls).token().reveal());
  CHECK(RemoteGate(Encryption::kTls).token().reveal().size() == 64);
}

}  // namespace
}  // namespace nightporter::app
