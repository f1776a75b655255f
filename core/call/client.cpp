// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/client.h"

namespace Signalbox {

QByteArrayView cannotBeAsked(const ClientFeatures &features, const Message &question)
{
    if (question.isMethod("sampling/createMessage")) {
        if (!features.sampling)
            return "this client has not declared sampling";
        const bool usesTools = question.params()["tools"].exists() || question.params()["toolChoice"].exists();
        return usesTools && !features.samplingTools ? "this client has not declared sampling.tools" : QByteArrayView();
    }
    if (question.isMethod("elicitation/create")) {
        if (question.params()["mode"].equals("url"))
            return features.elicitationUrl ? QByteArrayView() : "this client has not declared elicitation.url";
        return features.elicitationForm ? QByteArrayView() : "this client has not declared elicitation";
    }
    if (question.isMethod("roots/list"))
        return features.roots ? QByteArrayView() : "this client has not declared roots";
    return "a client cannot be asked this";
}

} // namespace Signalbox
