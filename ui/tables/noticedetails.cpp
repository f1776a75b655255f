// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/noticedetails.h"

#include "ui/words.h"

#include "core/wire/prettyjson.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace Signalbox {

NoticeDetails::NoticeDetails(QWidget *parent)
    : QWidget(parent)
    , m_head(new QLabel)
    , m_content(new QPlainTextEdit)
{
    m_head->setTextFormat(Qt::PlainText);
    m_head->setWordWrap(true);
    m_content->setReadOnly(true);
    m_content->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_content->setAccessibleName(tr("Content of the notification"));
    m_content->setTabChangesFocus(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addWidget(m_head);
    layout->addWidget(m_content, 1);
    showNothing();
}

void NoticeDetails::show(const NoticeFact &notice)
{
    QString head =
        tr("%1 from %2, %3").arg(Words::tame(notice.type), Words::tame(notice.source), Words::moment(notice.at));
    if (notice.cut)
        head += QLatin1Char(' ') + tr("Only the beginning was kept.");
    m_head->setText(head);
    m_content->setPlainText(QString::fromUtf8(prettyJson(notice.data)));
}

void NoticeDetails::showNothing()
{
    m_head->setText(tr("Choose a notification to read it in full."));
    m_content->clear();
}

} // namespace Signalbox
