// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mirror/taskextension.h"

#include "core/wire/errorcodes.h"

namespace Signalbox::TaskExtension {

bool isIn(JsonView capabilities)
{
    return capabilities["extensions"][name].isObject();
}

QByteArray member()
{
    return '"' + name.toByteArray() + "\":{}";
}

QByteArray demand()
{
    return R"({"requiredCapabilities":{"extensions":{)" + member() + "}}}";
}

bool isDemandedBy(const Message &error)
{
    return error.errorCode() == ErrorCode::missingCapability
        && error.errorValue()["data"]["requiredCapabilities"]["extensions"][name].exists();
}

QByteArray leftOut(JsonView extensions)
{
    QByteArrayList kept;
    for (auto one = extensions.begin(); extensions.isObject() && one != extensions.end(); ++one) {
        if (!one.key().equals(name))
            kept.append(one.key().raw().toByteArray() + ':' + one.value().raw().toByteArray());
    }
    return kept.isEmpty() ? QByteArray() : '{' + kept.join(',') + '}';
}

} // namespace Signalbox::TaskExtension
