// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/upstream/listing.h"

#include "core/loop/steadyclock.h"
#include "core/upstream/leg.h"
#include "core/wire/errorcodes.h"

namespace Signalbox {

namespace {

constexpr int debounceTime = 50; //!< ms
constexpr int pageLimit = 1'000;
constexpr qsizetype itemLimit = 100'000;

constexpr std::array<ListWords, 4> words = {{
    {"tools/list", "tools", "name", "tools", "notifications/tools/list_changed"},
    {"prompts/list", "prompts", "name", "prompts", "notifications/prompts/list_changed"},
    {"resources/list", "resources", "uri", "resources", "notifications/resources/list_changed"},
    {"resources/templates/list", "resourceTemplates", "uriTemplate", "resources", "notifications/resources/list_changed"},
}};

} // namespace

const ListWords &listWords(ListKind kind)
{
    return words[size_t(kind)];
}

Listings::Listings(QObject *parent) : QObject(parent)
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(debounceTime);
    connect(&m_debounce, &QTimer::timeout, this, &Listings::readDue);
}

void Listings::readAll(Leg *leg)
{
    m_leg = leg;
    for (ListKind kind : allListKinds) {
        List &list = m_lists[size_t(kind)];
        list.announced = false;
        list.stale = list.known;
        list.staleSince = steadyMs();
        read(kind);
    }
}

void Listings::changed(ListKind kind, Leg *leg)
{
    m_leg = leg;
    List &list = m_lists[size_t(kind)];
    list.announced = true;
    if (list.staleSince < 0)
        list.staleSince = steadyMs();
    list.stale = list.known;
    list.again = list.reading != 0;
    if (!m_debounce.isActive())
        m_debounce.start();
}

void Listings::hurry(ListKind kind)
{
    const List &wanted = list(kind);
    if (m_leg && wanted.staleSince >= 0 && wanted.reading == 0)
        read(kind);
}

void Listings::adopt(const Listings &other)
{
    for (ListKind kind : allListKinds) {
        m_lists[size_t(kind)].items = other.items(kind);
        m_lists[size_t(kind)].known = other.isKnown(kind);
    }
}

void Listings::legLost()
{
    m_leg = nullptr;
    m_debounce.stop();
    for (List &list : m_lists) {
        list.reading = 0;
        list.again = false;
        list.staleSince = -1;
        list.stale = false;
    }
}

void Listings::readDue()
{
    for (ListKind kind : allListKinds) {
        if (list(kind).staleSince >= 0 && list(kind).reading == 0)
            read(kind);
    }
}

void Listings::read(ListKind kind)
{
    List &list = m_lists[size_t(kind)];
    list.incoming.clear();
    list.cursors.clear();
    list.pages = 0;
    list.again = false;
    list.reading = ++m_lastReading;
    if (!m_leg || !m_leg->identity().can(listWords(kind).capability)) {
        finish(kind, true);
        return;
    }
    ask(kind, list.reading, {});
}

void Listings::ask(ListKind kind, quint64 reading, const QByteArray &cursor)
{
    const QByteArray params = cursor.isNull() ? QByteArray() : R"({"cursor":)" + jsonString(cursor) + '}';
    m_leg->request(listWords(kind).method, params,
                   [self = QPointer<Listings>(this), kind, reading](const Message &answer) {
                       if (self && self->list(kind).reading == reading)
                           self->onPage(kind, reading, answer);
                   });
}

void Listings::onPage(ListKind kind, quint64 reading, const Message &answer)
{
    List &list = m_lists[size_t(kind)];
    if (answer.kind() == Message::Kind::Error) {
        // A server that declares resources need not know templates: no such method, no such list.
        const bool absent = answer.errorCode() == ErrorCode::methodNotFound && list.pages == 0;
        finish(kind, absent);
        return;
    }
    const JsonView result = answer.resultValue();
    for (const JsonView item : result[listWords(kind).member]) {
        const JsonView key = item[listWords(kind).key];
        if (key.isString() && list.incoming.size() < itemLimit)
            list.incoming.append({key.string(), item.raw().toByteArray()});
    }
    const JsonView next = result["nextCursor"];
    ++list.pages;
    // Cursors that lead back to one another would be followed for ever.
    const QByteArray cursor = next.string();
    if (next.isString() && !cursor.isEmpty() && !list.cursors.contains(cursor) && list.pages < pageLimit && m_leg) {
        list.cursors.insert(cursor);
        ask(kind, reading, cursor);
        return;
    }
    finish(kind, true);
}

void Listings::finish(ListKind kind, bool good)
{
    List &list = m_lists[size_t(kind)];
    list.reading = 0;
    if (list.again && m_leg) {
        read(kind);
        return;
    }
    const bool differs = good && (list.known ? list.items != list.incoming : !list.incoming.isEmpty());
    // The server's own word does for all but those who asked since then and got the old list.
    const bool worthTelling = differs && (list.owed || (list.known && !list.announced));
    if (good) {
        list.items = std::exchange(list.incoming, {});
        list.known = true;
        list.owed = false;
    }
    list.incoming.clear();
    list.cursors.clear();
    list.stale = false;
    list.staleSince = -1;
    list.announced = false;
    Q_EMIT settled(kind, worthTelling);
}

} // namespace Signalbox
