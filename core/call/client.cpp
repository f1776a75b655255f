// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/call/client.h"

#include "core/mirror/taskextension.h"

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

QByteArray nameOf(const Client &client)
{
    return JsonView(client.info)["name"].string().left(60);
}

ClientPtr legOwner(const ClientPtr &client)
{
    if (client->sharer == 0)
        return client;
    auto owner = std::make_shared<Client>(*client);
    owner->number = client->sharer;
    return owner;
}

ClientFeatures featuresIn(JsonView capabilities)
{
    const JsonView roots = capabilities["roots"];
    const JsonView sampling = capabilities["sampling"];
    const JsonView elicitation = capabilities["elicitation"];
    ClientFeatures can;
    can.roots = roots.isObject();
    can.rootsListChanged = roots["listChanged"].boolean().value_or(false);
    can.sampling = sampling.isObject();
    can.samplingTools = sampling["tools"].isObject();
    can.samplingContext = sampling["context"].isObject();
    can.elicitationUrl = elicitation["url"].isObject();
    // Nothing said about modes means forms, the only mode there was at first.
    can.elicitationForm = elicitation["form"].isObject() || (elicitation.isObject() && !can.elicitationUrl);
    can.tasks = TaskExtension::isIn(capabilities);
    return can;
}

} // namespace Signalbox
