// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/front/sessionmethods.h"

#include <array>
#include <utility>

namespace Signalbox::SessionMethods {

namespace {

template <typename Kind> using Row = std::pair<QByteArrayView, Kind>;

constexpr std::array<Row<Request>, 5> requests{{
    {"initialize", Request::Initialize},
    {"ping", Request::Ping},
    {"server/discover", Request::Absent},
    {"subscriptions/listen", Request::Absent},
    {"tasks/update", Request::Absent},
}};

constexpr std::array<Row<Notice>, 3> notices{{
    {"notifications/initialized", Notice::Initialized},
    {"notifications/cancelled", Notice::Cancelled},
    {"notifications/progress", Notice::Progress},
}};

template <typename Table, typename Kind> Kind find(const Table &table, QByteArrayView method, Kind otherwise)
{
    for (const auto &[name, kind] : table) {
        if (name == method)
            return kind;
    }
    return otherwise;
}

} // namespace

Request request(QByteArrayView method)
{
    return find(requests, method, Request::Forward);
}

Notice notice(QByteArrayView method)
{
    return find(notices, method, Notice::Forward);
}

} // namespace Signalbox::SessionMethods
