// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tables/backenddetails.h"

#include "ui/tables/backendmodel.h"
#include "ui/tables/logview.h"
#include "ui/themed.h"

#include <QHBoxLayout>
#include <QJsonArray>
#include <QLabel>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr qsizetype shownFacts = 12;

QLabel *plainLabel()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

/** The plugin gives its lines as a list or as one text. */
QStringList linesOf(const QJsonValue &value)
{
    QStringList lines = value.toString().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QJsonArray list = value.toArray();
    for (const QJsonValue &line : list)
        lines.append(line.toString());
    return lines;
}

QString factsOf(const QJsonObject &status)
{
    QStringList facts;
    for (auto member = status.begin(); member != status.end() && facts.size() < shownFacts; ++member) {
        const QString value = member->isDouble() ? QString::number(member->toInteger()) : member->toString();
        if (member.key() != QLatin1String("stderr") && !value.isEmpty())
            facts.append(Words::tame(member.key(), 30) + QStringLiteral(": ") + Words::tame(value, 300));
    }
    return facts.join(QStringLiteral("   "));
}

QString reasonOf(const BackendFact &backend, const QDateTime &now)
{
    QString reason = backend.reason.left(2'000);
    if (backend.state == BackendFact::BackingOff && backend.nextTry > now)
        reason += QLatin1Char(' ') + BackendDetails::tr("Next try in %1 s.").arg(now.secsTo(backend.nextTry) + 1);
    if (backend.exclusive)
        reason += QLatin1Char(' ')
            + BackendDetails::tr("It answers one call at a time, because its questions do not say whom they concern.");
    return reason.trimmed();
}

} // namespace

BackendDetails::BackendDetails(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel)
    , m_head(plainLabel())
    , m_reason(plainLabel())
    , m_processes(plainLabel())
    , m_facts(plainLabel())
    , m_outputTitle(plainLabel())
    , m_output(new LogView)
{
    QFont bold = m_head->font();
    bold.setBold(true);
    m_head->setFont(bold);
    m_outputTitle->setForegroundRole(QPalette::PlaceholderText);
    m_output->setAccessibleName(tr("Error output"));

    auto *head = new QHBoxLayout;
    head->addWidget(m_icon);
    head->addWidget(m_head, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(head);
    for (QLabel *label : {m_reason, m_processes, m_facts, m_outputTitle})
        layout->addWidget(label);
    layout->addWidget(m_output, 1);
    layout->addStretch();
    showNothing();
}

void BackendDetails::show(const BackendFact &backend, const QDateTime &now)
{
    setMark(m_icon, BackendModel::mark(backend.state), 16);
    m_icon->show();
    m_head->setText(tr("%1: %2").arg(Words::tame(backend.name), Words::state(backend)));
    m_reason->setText(reasonOf(backend, now));
    m_reason->setVisible(!m_reason->text().isEmpty());
    m_processes->setText(Words::processTree(backend.processes));
    m_processes->setVisible(!backend.processes.isEmpty());
    m_facts->setText(factsOf(backend.status));
    m_facts->setVisible(!m_facts->text().isEmpty());

    const QStringList output = linesOf(backend.status.value(QStringLiteral("stderr")));
    m_outputTitle->setText(output.isEmpty() ? tr("No error output.") : tr("Error output, newest last"));
    m_outputTitle->setVisible(!backend.disabled);
    m_output->setVisible(!output.isEmpty());
    if (std::exchange(m_number, backend.number) != backend.number)
        m_output->forget();
    m_output->showLines(output);
}

void BackendDetails::showNothing()
{
    m_head->setText(tr("Choose a backend to see how it is."));
    m_number = 0;
    m_output->forget();
    for (QWidget *widget :
         {static_cast<QWidget *>(m_icon), static_cast<QWidget *>(m_reason), static_cast<QWidget *>(m_processes), static_cast<QWidget *>(m_facts),
          static_cast<QWidget *>(m_outputTitle), static_cast<QWidget *>(m_output)})
        widget->hide();
}

} // namespace Signalbox
