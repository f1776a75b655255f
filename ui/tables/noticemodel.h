// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tables/facttable.h"

namespace Signalbox {

/** The latest notifications of the servers, newest at the end; bounded in number and in bytes. */
class NoticeModel : public FactRows<NoticeFact>
{
    Q_DECLARE_TR_FUNCTIONS(Signalbox::NoticeModel)

public:
    static constexpr qsizetype mostRows = 10'000;
    static constexpr qsizetype mostBytes = 16 * 1024 * 1024;

    explicit NoticeModel(QObject *parent = nullptr);

    /** What kind of news it is, in short. */
    static QString mainWord(const NoticeFact &notice);
    /** Of a log line's level, 0 = the least; -1 = none. */
    static int gravity(const QString &level);
    void take(const NoticeFact &notice);
    /** New ones wait, within the same bounds, until the pause is over. */
    void setPaused(bool isPaused);
    qsizetype held() const { return m_staged.size(); }
    quint64 numberAt(int row) const override { return m_rows.at(row).serial; }
    /** Valid until the next turn of the event loop; null if it is gone. */
    const NoticeFact *find(quint64 serial) const;

protected:
    void apply() override;

private:
    static Columns columnList();
    void makeRoom();

    bool m_isPaused = false;
    QList<NoticeFact> m_staged;
    qsizetype m_bytes = 0; //!< in the rows
    qsizetype m_stagedBytes = 0;
};

} // namespace Signalbox
