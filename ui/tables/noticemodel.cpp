// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/noticemodel.h"

namespace Signalbox {

namespace {

constexpr qsizetype previewed = 160; // characters of the content that a row shows

Mark mark(const NoticeFact &notice)
{
    const int gravity = NoticeModel::gravity(notice.level);
    if (gravity > NoticeModel::gravity(QStringLiteral("warning")))
        return {"state-failed", Tone::Bad};
    if (gravity == NoticeModel::gravity(QStringLiteral("warning")))
        return {"state-warning", Tone::Warning};
    return {"notices", Tone::Muted};
}

QString givenTo(const NoticeFact &notice)
{
    return notice.receivers == 1 ? NoticeModel::tr("1 client") : NoticeModel::tr("%1 clients").arg(notice.receivers);
}

/** The interesting part of the envelope: what stands in `params`. */
QString preview(const NoticeFact &notice)
{
    static constexpr QByteArrayView key = "\"params\":";
    const qsizetype at = notice.data.indexOf(key);
    const QByteArray text = at < 0 ? notice.data : notice.data.sliced(at + key.size());
    return Words::tame(QString::fromUtf8(text.left(previewed * 3)).trimmed(), previewed);
}

FactColumn<NoticeFact> column(const QString &title, QString (*text)(const NoticeFact &notice))
{
    FactColumn<NoticeFact> made;
    made.title = title;
    made.text = [text](const NoticeFact &notice, const QDateTime &) { return text(notice); };
    return made;
}

} // namespace

NoticeModel::NoticeModel(QObject *parent)
    : FactRows(columnList(), parent)
{
}

NoticeModel::Columns NoticeModel::columnList()
{
    FactColumn<NoticeFact> time = column(tr("Time"), [](const NoticeFact &n) { return Words::clock(n.at); });
    time.hint = [](const NoticeFact &n) { return Words::moment(n.at); };
    FactColumn<NoticeFact> type = column(tr("Type"), &NoticeModel::mainWord);
    type.hint = [](const NoticeFact &n) { return n.type; };
    type.mark = mark;
    FactColumn<NoticeFact> receivers = column(tr("Given to"), givenTo);
    receivers.isNumber = true;
    return {time,      column(tr("Backend"), [](const NoticeFact &n) { return Words::tame(n.source); }),
            type,      column(tr("Level"), [](const NoticeFact &n) { return Words::tame(n.level); }),
            receivers, column(tr("Content"), preview)};
}

QString NoticeModel::mainWord(const NoticeFact &notice)
{
    return Words::tame(QString(notice.type).remove(QLatin1String("notifications/")));
}

int NoticeModel::gravity(const QString &level)
{
    static const QStringList levels{QStringLiteral("debug"),    QStringLiteral("info"),  QStringLiteral("notice"),
                                    QStringLiteral("warning"),  QStringLiteral("error"), QStringLiteral("critical"),
                                    QStringLiteral("alert"),    QStringLiteral("emergency")};
    return static_cast<int>(levels.indexOf(level));
}

void NoticeModel::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    stage();
}

void NoticeModel::take(const NoticeFact &notice)
{
    m_staged.append(notice);
    m_stagedBytes += notice.data.size();
    while (m_staged.size() > mostRows || (m_stagedBytes > mostBytes && m_staged.size() > 1))
        m_stagedBytes -= m_staged.takeFirst().data.size();
    stage();
}

const NoticeFact *NoticeModel::find(quint64 serial) const
{
    const auto notice = std::find_if(m_rows.crbegin(), m_rows.crend(),
                                     [serial](const NoticeFact &candidate) { return candidate.serial == serial; });
    return notice == m_rows.crend() ? nullptr : &*notice;
}

void NoticeModel::apply()
{
    if (m_isPaused || m_staged.isEmpty())
        return;
    makeRoom();
    const int first = rows();
    beginInsertRows({}, first, first + static_cast<int>(m_staged.size()) - 1);
    m_rows.append(m_staged);
    m_bytes += m_stagedBytes;
    m_staged.clear();
    m_stagedBytes = 0;
    endInsertRows();
}

/** The oldest go, so that what is staged fits. */
void NoticeModel::makeRoom()
{
    int leaving = 0;
    qsizetype bytes = m_bytes;
    while (leaving < rows() && (rows() - leaving + m_staged.size() > mostRows || bytes + m_stagedBytes > mostBytes)) {
        bytes -= m_rows.at(leaving).data.size();
        ++leaving;
    }
    if (leaving == 0)
        return;
    beginRemoveRows({}, 0, leaving - 1);
    m_rows.remove(0, leaving);
    m_bytes = bytes;
    endRemoveRows();
}

} // namespace Signalbox
