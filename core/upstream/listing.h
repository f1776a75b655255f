// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/message.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPointer>
#include <QSet>
#include <QTimer>

#include <array>
#include <functional>

namespace Signalbox {

class Leg;

/** The four lists a server has. */
enum class ListKind { Tools, Prompts, Resources, Templates };
inline constexpr std::array<ListKind, 4> allListKinds = {ListKind::Tools, ListKind::Prompts, ListKind::Resources,
                                                         ListKind::Templates};

/** How a kind of list is spelled on the wire. */
struct ListWords
{
    QByteArrayView method; //!< "tools/list"
    QByteArrayView member; //!< of the result: "tools"
    QByteArrayView key; //!< of an item: "name", "uri", "uriTemplate"
    QByteArrayView capability; //!< "tools"
    QByteArrayView changed; //!< the notification
};
const ListWords &listWords(ListKind kind);

/** One entry of a list: what it is called, and every byte the server gave. */
struct ListItem
{
    QByteArray key; //!< name, uri or uriTemplate, unescaped
    QByteArray raw; //!< the JSON object as it came
    bool operator==(const ListItem &) const = default;
};

/**
 * The lists of one server, read whole and kept. A list is stale from the moment the server says it changed until it has
 * been read again; reading is debounced, so that a burst of changes costs one read. What was read last is served while
 * the server sleeps.
 */
class Listings : public QObject
{
    Q_OBJECT

public:
    explicit Listings(QObject *parent = nullptr);

    const QList<ListItem> &items(ListKind kind) const { return list(kind).items; }
    bool isKnown(ListKind kind) const { return list(kind).known; }
    bool isFresh(ListKind kind) const { return list(kind).known && !list(kind).stale; }
    /** Steady ms since when it has been stale or unknown with a leg to read it from; -1 if it is fresh. */
    qint64 staleSince(ListKind kind) const { return list(kind).staleSince; }

    /** A leg is ready: all lists are read from it. */
    void readAll(Leg *leg);
    /** The server says so; read again after the debounce. */
    void changed(ListKind kind, Leg *leg);
    /** Somebody waits for it: do not wait for the debounce. */
    void hurry(ListKind kind);
    /** Somebody got a list that lacked this one: the next read is worth a list_changed. */
    void owe(ListKind kind) { m_lists[size_t(kind)].owed = true; }
    /** Takes over what another one knew, until it is read again. */
    void adopt(const Listings &other);
    /** The leg is gone; readings under way are forgotten. */
    void legLost();

Q_SIGNALS:
    /** A list was read (or could not be); `differs` from what clients were told and the server has not announced it. */
    void settled(Signalbox::ListKind kind, bool differs);

private:
    struct List
    {
        QList<ListItem> items;
        QList<ListItem> incoming;
        QSet<QByteArray> cursors; //!< followed in the reading under way
        int pages = 0;
        quint64 reading = 0; //!< number of the reading under way; 0 = none
        qint64 staleSince = -1;
        bool known = false;
        bool stale = false;
        bool announced = false; //!< the server itself told its clients of the change
        bool owed = false;
        bool again = false; //!< changed while it was being read
    };
    const List &list(ListKind kind) const { return m_lists[size_t(kind)]; }
    void read(ListKind kind);
    void ask(ListKind kind, quint64 reading, const QByteArray &cursor);
    void onPage(ListKind kind, quint64 reading, const Message &answer);
    void finish(ListKind kind, bool good);
    void readDue();

    std::array<List, 4> m_lists;
    QPointer<Leg> m_leg;
    quint64 m_lastReading = 0;
    QTimer m_debounce;
};

} // namespace Signalbox
