// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspector/changes.h"

#include "ui/words.h"

#include "core/wire/message.h"

#include <algorithm>
#include <vector>

namespace Signalbox {

namespace {

using Parts = QList<TextPart>;

constexpr qsizetype dearest = 4'000'000; // comparisons, before everything between is called different

Parts linesOf(const QString &text)
{
    Parts lines;
    qsizetype from = 0;
    while (from <= text.size()) {
        const qsizetype found = text.indexOf(QLatin1Char('\n'), from);
        const qsizetype to = found < 0 ? text.size() : found;
        lines.append({from, to - from});
        from = to + 1;
    }
    return lines;
}

bool isSign(QChar character)
{
    return QStringView(u"{}[],:").contains(character);
}

qsizetype endOfWord(const QString &text, qsizetype from)
{
    if (isSign(text.at(from)))
        return from + 1;
    const bool isString = text.at(from) == QLatin1Char('"');
    for (qsizetype at = from + 1; at < text.size(); ++at) {
        if (isString && text.at(at) == QLatin1Char('\\'))
            ++at;
        else if (isString && text.at(at) == QLatin1Char('"'))
            return at + 1;
        else if (!isString && (isSign(text.at(at)) || text.at(at) == QLatin1Char('"')))
            return at;
    }
    return text.size();
}

Parts wordsOf(const QString &text)
{
    Parts words;
    for (qsizetype at = 0; at < text.size();) {
        const qsizetype end = endOfWord(text, at);
        words.append({at, end - at});
        at = end;
    }
    return words;
}

/** The parts that are not in the longest common sequence of both. */
class Comparison
{
public:
    Comparison(const QString &before, const QString &after, Parts left, Parts right)
        : m_before(before), m_after(after), m_left(std::move(left)), m_right(std::move(right))
    {
    }

    Changes::Marked run()
    {
        qsizetype head = 0;
        qsizetype leftEnd = m_left.size();
        qsizetype rightEnd = m_right.size();
        while (head < leftEnd && head < rightEnd && same(head, head))
            ++head;
        while (leftEnd > head && rightEnd > head && same(leftEnd - 1, rightEnd - 1)) {
            --leftEnd;
            --rightEnd;
        }
        if ((leftEnd - head) * (rightEnd - head) > dearest) {
            m_marked.before = m_left.mid(head, leftEnd - head);
            m_marked.after = m_right.mid(head, rightEnd - head);
        } else {
            walk(head, leftEnd, rightEnd);
        }
        return m_marked;
    }

private:
    bool same(qsizetype left, qsizetype right) const
    {
        return QStringView(m_before).mid(m_left.at(left).from, m_left.at(left).size)
            == QStringView(m_after).mid(m_right.at(right).from, m_right.at(right).size);
    }

    void walk(qsizetype head, qsizetype leftEnd, qsizetype rightEnd)
    {
        const size_t rows = size_t(leftEnd - head) + 1;
        const size_t columns = size_t(rightEnd - head) + 1;
        std::vector<quint16> longest(rows * columns, 0); // of what begins here; rows * columns is bounded
        const auto at = [&](qsizetype left, qsizetype right) -> quint16 & {
            return longest[size_t(left - head) * columns + size_t(right - head)];
        };
        for (qsizetype left = leftEnd - 1; left >= head; --left) {
            for (qsizetype right = rightEnd - 1; right >= head; --right)
                at(left, right) = same(left, right) ? quint16(std::min(at(left + 1, right + 1) + 1, 0xffff))
                                                    : std::max(at(left + 1, right), at(left, right + 1));
        }
        qsizetype left = head;
        qsizetype right = head;
        while (left < leftEnd || right < rightEnd) {
            if (left < leftEnd && right < rightEnd && same(left, right)) {
                ++left;
                ++right;
            } else if (right >= rightEnd || (left < leftEnd && at(left + 1, right) >= at(left, right + 1))) {
                m_marked.before.append(m_left.at(left++));
            } else {
                m_marked.after.append(m_right.at(right++));
            }
        }
    }

    const QString &m_before;
    const QString &m_after;
    Parts m_left;
    Parts m_right;
    Changes::Marked m_marked;
};

QString shown(QByteArrayView raw)
{
    return Words::tame(QString::fromUtf8(raw), 60);
}

} // namespace

Changes::Marked Changes::ofLines(const QString &before, const QString &after)
{
    return Comparison(before, after, linesOf(before), linesOf(after)).run();
}

Changes::Marked Changes::ofWords(const QString &before, const QString &after)
{
    return Comparison(before, after, wordsOf(before), wordsOf(after)).run();
}

QString Changes::inWords(const TapRecord &before, const TapRecord &after)
{
    if (before.bytes == after.bytes && before.size == after.size)
        return tr("Passed on as it came, byte for byte.");
    const auto one = Message::parse(before.bytes, {1'024, 1});
    const auto other = Message::parse(after.bytes, {1'024, 1});
    if (!one || !other)
        return tr("Changed. Too long to compare as a whole.");
    QStringList changes;
    const auto compare = [&changes](const QString &what, QByteArrayView from, QByteArrayView to) {
        if (from == to)
            return;
        if (to.isEmpty())
            changes.append(tr("%1 %2 taken out").arg(what, shown(from)));
        else if (from.isEmpty())
            changes.append(tr("%1 %2 added").arg(what, shown(to)));
        else
            changes.append(tr("%1 %2 → %3").arg(what, shown(from), shown(to)));
    };
    compare(tr("id"), one->id(), other->id());
    compare(tr("name"), one->name().raw(), other->name().raw());
    compare(tr("address"), one->uri().raw(), other->uri().raw());
    compare(tr("progress token"), one->progressToken().raw(), other->progressToken().raw());
    const QByteArrayView meta = one->meta().raw();
    const QByteArrayView otherMeta = other->meta().raw();
    const bool tokenOnly = one->progressToken().raw() != other->progressToken().raw();
    if (meta != otherMeta && !tokenOnly)
        changes.append(tr("params._meta"));
    if (one->resultValue().raw() != other->resultValue().raw())
        changes.append(tr("the result"));
    if (one->errorValue().raw() != other->errorValue().raw())
        changes.append(tr("the error"));
    if (changes.isEmpty())
        return tr("Changed where it is marked.");
    return tr("Changed: %1.").arg(changes.join(QStringLiteral(", ")));
}

} // namespace Signalbox
