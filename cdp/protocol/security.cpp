#include "cdp/protocol/security.h"

#include "cdp/protocol/described.h"

namespace nightporter::cdp::security {

BOOST_DESCRIBE_STRUCT(SetIgnoreCertificateErrors, (), (ignore))

}  // namespace nightporter::cdp::security

NIGHTPORTER_COMMANDS(security, (SetIgnoreCertificateErrors))
