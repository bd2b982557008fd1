#include "stages/otp/mail_text.h"

#include <catch2/catch.hpp>

namespace nightporter::stages {
namespace {

TEST_CASE("of a plain mail the subject and the text are read") {
  CHECK(mail_text("From: a@b\r\nSubject: Your\r\n code\r\n\r\nIt is 471109.\r\n") == "Your code\nIt is 471109.\r\n\n");
  CHECK(mail_text("Subject: =?UTF-8?B?WW91ciBjb2Rl?= =?utf-8?Q?is_4711=2E?=\n\n") == "Your code is 4711.\n\n");
}

TEST_CASE("of a mail in parts the text and HTML are read, decoded, without what is not shown") {
  const std::string mail =
      "Subject: x\nContent-Type: multipart/mixed; boundary=\"outer\"\n\nnot shown 111111\n--outer\n"
      "Content-Type: multipart/alternative;\n boundary=inner\n\n--inner\nContent-Type: text/plain\nContent-Transfer-Encoding: "
      "quoted-printable\n\nCode: 47=\n11=30=39\n--inner\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
      // <style>p{color:#222222}</style><p>Your code:<br><b>47</b>1109</p><!-- 333333 --><p>Bye&nbsp;&amp; thanks</p>
      "PHN0eWxlPnB7Y29sb3I6IzIyMjIyMn08L3N0eWxlPjxwPllvdXIgY29kZTo8YnI+PGI+NDc8L2I+"
      "\nMTEwOTwvcD48IS0tIDMzMzMzMyAtLT48cD5CeWUmbmJzcDsmYW1wOyB0"
      "aGFua3M8L3A+\n--inner--\n--outer\nContent-Type: application/pdf\n\n444444\n--outer--\n";
  const std::string text = mail_text(mail);
  CHECK_THAT(text, Catch::Contains("Code: 471109") && Catch::Contains("\n471109\n") && Catch::Contains("Bye & thanks"));
  for (const char* hidden : {"111111", "222222", "333333", "444444"}) CHECK_THAT(text, !Catch::Contains(hidden));
}

TEST_CASE("a mail that is no mail is read as far as it goes") {
  for (const char* mail :
       {"", "\n", "no header", "Content-Type: multipart/mixed\n\n--x", "Content-Type: multipart/mixed; boundary=x\n\n--x",
        "Content-Type: text/html\n\n<style", "Content-Type: text/html\n\n<b", "Content-Type: text/html\n\n&", "Subject: =?a?b",
        "Content-Transfer-Encoding: base64\n\n%%%", "Content-Transfer-Encoding: quoted-printable\n\na=", "Subject: =?a?"})
    CHECK_NOTHROW(mail_text(mail));
  std::string deep;
  for (int i = 0; i < 50; ++i) deep += "Content-Type: multipart/mixed; boundary=b\n\n--b\n";
  CHECK_NOTHROW(mail_text(deep));
}

}  // namespace
}  // namespace nightporter::stages
