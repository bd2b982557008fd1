#include "tests/app/person_at_window.h"

#include <chrono>
#include <stdexcept>

#include "cdp/async/on_worker.h"
#include "cdp/error.h"
#include "cdp/protocol/runtime.h"

namespace nightporter::test {

using namespace std::chrono_literals;

awaitable<std::unique_ptr<PersonAtWindow>> PersonAtWindow::sit_down(std::string browser_url, std::string page_prefix) {
  const Deadline deadline = Deadline::after(20s);
  auto person = std::unique_ptr<PersonAtWindow>(new PersonAtWindow);
  person->connection_ = co_await cdp::Connection::open_websocket(std::move(browser_url), {}, deadline);
  const auto targets = co_await person->connection_->root().call(cdp::target::GetTargets{}, deadline);
  for (const auto& target : targets.targetInfos)
    if (target.url.starts_with(page_prefix)) {
      const auto attached =
          co_await person->connection_->root().call(cdp::target::AttachToTarget{.targetId = target.targetId, .flatten = true}, deadline);
      person->target_ = target.targetId;
      person->page_ = person->connection_->attach(attached.sessionId);
    }
  if (!person->page_) throw std::runtime_error("there is no page at " + page_prefix);
  person->keyboard_ = std::make_unique<engine::Keyboard>(*person->page_);
  person->mouse_ = std::make_unique<engine::Mouse>(*person->page_);
  co_return person;
}

awaitable<void> PersonAtWindow::sees(std::string element) {
  const Deadline deadline = Deadline::after(20s);
  for (;;) {
    if (co_await ask("!!document.querySelector('" + element + "') && document.readyState === 'complete'") == "true") co_return;
    if (deadline.has_passed()) throw std::runtime_error("the person looks for " + element + " in vain");
    co_await ask("new Promise(done => setTimeout(done, 50))");
  }
}

awaitable<void> PersonAtWindow::clicks(std::string element) {
  co_await sees(element);
  const double x = std::stod(
      co_await ask("(() => { const b = document.querySelector('" + element + "').getBoundingClientRect(); return b.x + b.width / 2 })()"));
  const double y = std::stod(
      co_await ask("(() => { const b = document.querySelector('" + element + "').getBoundingClientRect(); return b.y + b.height / 2 })()"));
  co_await mouse_->click({x, y}, engine::MouseButton::kLeft, 1, {}, Deadline::after(20s));
}

awaitable<void> PersonAtWindow::types(std::string element, std::string keys) {
  co_await sees(element);
  co_await ask("document.querySelector('" + element + "').focus()");
  co_await keyboard_->type(keys, Deadline::after(20s));
}

awaitable<void> PersonAtWindow::presses(std::string key) {
  co_await keyboard_->press(key, Deadline::after(20s));
}

awaitable<void> PersonAtWindow::closes_the_window() {
  co_await connection_->root().call(cdp::target::CloseTarget{.targetId = target_}, Deadline::after(20s));
}

awaitable<std::string> PersonAtWindow::ask(std::string expression) {
  try {
    const auto answer = co_await page_->call(
        cdp::runtime::Evaluate{.expression = std::move(expression), .returnByValue = true, .awaitPromise = true}, Deadline::after(20s));
    co_return answer.result.value ? answer.result.value->text : "null";
  } catch (const cdp::ProtocolError&) {
    co_return "null";
  }
}

awaitable<void> program_says(ChildProgram& program, std::string text) {
  const bool shown = co_await on_worker([&] {
    for (int look = 0; look < 300; ++look) {
      if (program.output().find(text) != std::string::npos) return true;
      if (program.wait(100ms)) break;
    }
    return program.output().find(text) != std::string::npos;
  });
  if (!shown) throw std::runtime_error("the program does not say " + text + "; it said:\n" + program.output());
}

}  // namespace nightporter::test
