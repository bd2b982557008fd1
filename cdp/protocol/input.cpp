#include "cdp/protocol/input.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::input {

BOOST_DESCRIBE_STRUCT(TouchPoint, (), (x, y, id))
BOOST_DESCRIBE_STRUCT(DispatchMouseEvent, (), (type, x, y, modifiers, button, buttons, clickCount, deltaX, deltaY))
BOOST_DESCRIBE_STRUCT(DispatchKeyEvent, (),
                      (type, modifiers, text, unmodifiedText, code, key, windowsVirtualKeyCode, autoRepeat, isKeypad, location, commands))
BOOST_DESCRIBE_STRUCT(InsertText, (), (text))
BOOST_DESCRIBE_STRUCT(DispatchTouchEvent, (), (type, touchPoints, modifiers))

}  // namespace nightporter::cdp::input

NIGHTPORTER_COMMANDS(input, (DispatchMouseEvent)(DispatchKeyEvent)(InsertText)(DispatchTouchEvent))
