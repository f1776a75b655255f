// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/maskedlist.h"

#include <QRegularExpression>

#include <algorithm>
#include <vector>

namespace Signalbox {

namespace {

constexpr qsizetype mostComparisons = 250'000;

Reason undecided()
{
    return Reason{QStringLiteral("%1 could stand for several secrets of the file; type the secret that is meant")
                      .arg(maskedSecret())};
}

Reason unknown()
{
    return Reason{
        QStringLiteral("%1 stands for no secret that the file has there; type the secret itself").arg(maskedSecret())};
}

/** What leads to the mask at `at`; nothing if that cannot be told, or if more than the mask was typed there. */
QString nameOf(const QString &text, qsizetype at, const QString &previous)
{
    static const QRegularExpression password(QStringLiteral("://[^/@\\s]*:?$"));
    static const QRegularExpression name(
        QStringLiteral("(?:([A-Za-z0-9_.%-]+)\\s*[=:]\\s*[\"']?|\"([^\"\\\\]*)\\\\?\"\\s*:\\s*\\\\?\"|(?:^|\\s)(--?[A-Za-z][A-Za-z0-9_.-]*)\\s+[\"']?)"
                       "(?:(?:Bearer|Basic|Token)\\s+)?$"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression scheme(QStringLiteral("(?:^|[^A-Za-z0-9])(Bearer|Basic)\\s+$"),
                                           QRegularExpression::CaseInsensitiveOption);
    constexpr qsizetype longest = 200;
    const qsizetype end = at + maskedSecret().size();
    const bool isEnd = end == text.size();
    if (at == 0)
        return isEnd ? u'\n' + previous : QString();
    const QChar next = isEnd ? QChar() : text[end];
    const QString lead = text.mid(std::max<qsizetype>(0, at - longest), std::min(at, longest));
    if (password.match(lead).hasMatch())
        return next == u'@' ? QStringLiteral("@") : QString();
    if (!isEnd && !next.isSpace() && !QStringView(u"&#;\"',)\\").contains(next))
        return {};
    const QRegularExpressionMatch named = name.match(lead);
    if (named.hasMatch())
        return named.captured(named.lastCapturedIndex()).toLower();
    return scheme.match(lead).captured(1).toLower();
}

/** What is nothing but a mask says something only together with the option before it. */
QString spelled(const QString &text, const QString &previous)
{
    return text == maskedSecret() ? text + u'\n' + previous : text;
}

} // namespace

QList<NamedSecret> namedSecrets(const MaskedText &text, const QString &previous)
{
    QList<NamedSecret> result;
    if (text.text.count(maskedSecret()) != text.secrets.size())
        return result; // the file itself has such signs: which is which?
    qsizetype at = 0;
    for (const QString &secret : text.secrets) {
        at = text.text.indexOf(maskedSecret(), at);
        result.append({nameOf(text.text, at, previous), secret});
        at += maskedSecret().size();
    }
    return result;
}

Result<QString> filledByName(const QString &text, const QString &previous, const QList<NamedSecret> &known)
{
    QString result;
    qsizetype done = 0;
    for (qsizetype at = text.indexOf(maskedSecret()); at >= 0; at = text.indexOf(maskedSecret(), done)) {
        const QString name = nameOf(text, at, previous);
        QSet<QString> secrets;
        for (const NamedSecret &each : known) {
            if (!name.isEmpty() && each.name == name)
                secrets.insert(each.secret);
        }
        if (secrets.size() != 1)
            return secrets.isEmpty() ? unknown() : undecided();
        result += QStringView(text).sliced(done, at - done);
        result += *secrets.cbegin();
        done = at + maskedSecret().size();
    }
    return result + text.sliced(done);
}

MaskedList::MaskedList(QList<Element> before, QStringList after)
    : m_before(std::move(before))
    , m_after(std::move(after))
{
    m_isUnchanged = m_before.size() == m_after.size();
    for (qsizetype i = 0; i < m_before.size(); ++i) {
        m_isUnchanged = m_isUnchanged && isSame(i, i);
        m_spelled.append(spelled(m_before[i].masked.text, previousBefore(i)));
    }
    for (qsizetype i = 0; i < m_after.size(); ++i)
        m_cameBack.insert(spelled(m_after[i], previousAfter(i)));
}

bool MaskedList::isSame(qsizetype before, qsizetype after) const
{
    return m_before[before].masked.text == m_after[after];
}

/** Of the elements that did not come back as they were. */
QList<NamedSecret> MaskedList::namedSecretsLeft() const
{
    QList<NamedSecret> result;
    for (qsizetype i = 0; i < m_before.size(); ++i) {
        if (!m_cameBack.contains(m_spelled[i]))
            result += namedSecrets(m_before[i].masked, previousBefore(i));
    }
    return result;
}

bool MaskedList::agree(const Places &places) const
{
    return std::ranges::all_of(places, [&](qsizetype place) {
        return m_before[place].original == m_before[places.first()].original;
    });
}

/** Those of `places` that the element can come from when as much as possible of the list stayed in its order. */
MaskedList::Places MaskedList::aligned(qsizetype index, const Places &places) const
{
    const qsizetype rows = m_before.size() + 1;
    const qsizetype columns = m_after.size() + 1;
    if (rows * columns > mostComparisons)
        return places;
    // How many elements the beginnings, and the ends, have in common.
    std::vector<int> heads(std::size_t(rows * columns));
    std::vector<int> tails(std::size_t(rows * columns));
    const auto in = [columns](std::vector<int> &table, qsizetype before, qsizetype after) -> int & {
        return table[std::size_t(before * columns + after)];
    };
    for (qsizetype i = 1; i < rows; ++i) {
        for (qsizetype j = 1; j < columns; ++j)
            in(heads, i, j) = isSame(i - 1, j - 1) ? in(heads, i - 1, j - 1) + 1
                                                   : std::max(in(heads, i - 1, j), in(heads, i, j - 1));
    }
    for (qsizetype i = rows - 2; i >= 0; --i) {
        for (qsizetype j = columns - 2; j >= 0; --j)
            in(tails, i, j) =
                isSame(i, j) ? in(tails, i + 1, j + 1) + 1 : std::max(in(tails, i + 1, j), in(tails, i, j + 1));
    }
    Places result;
    for (const qsizetype place : places) {
        if (in(heads, place, index) + 1 + in(tails, place + 1, index + 1) == in(tails, 0, 0))
            result.append(place);
    }
    return result.isEmpty() ? places : result;
}

Result<QString> MaskedList::filled(qsizetype index) const
{
    const QString &text = m_after[index];
    if (!text.contains(maskedSecret()))
        return text;
    if (m_isUnchanged)
        return m_before[index].original;
    const QString wanted = spelled(text, previousAfter(index));
    Places inPlace;
    Places elsewhere; // the option before it was edited
    for (qsizetype i = 0; i < m_before.size(); ++i) {
        if (m_spelled[i] == wanted)
            inPlace.append(i);
        else if (isSame(i, index) && !m_cameBack.contains(m_spelled[i]))
            elsewhere.append(i);
    }
    Places places = inPlace.isEmpty() ? elsewhere : inPlace;
    if (places.isEmpty())
        return filledByName(text, previousAfter(index), namedSecretsLeft());
    if (!agree(places))
        places = aligned(index, places);
    if (!agree(places))
        return undecided();
    return m_before[places.first()].original;
}

} // namespace Signalbox
