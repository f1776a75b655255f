// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/clients/clientpanel.h"

#include "ui/clients/diffview.h"
#include "ui/icons.h"
#include "ui/themed.h"
#include "ui/words.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Signalbox {

namespace {

constexpr qsizetype longestSentence = 600;

QLabel *plainLabel(bool isSelectable = false)
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    if (isSelectable)
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

} // namespace

QString clientStateText(const ClientState &state)
{
    if (state.state == ClientState::Unusable)
        return ClientPanel::tr("Unusable file");
    if (!state.isInstalled)
        return ClientPanel::tr("Not found here");
    switch (state.state) {
    case ClientState::Connected:
        return ClientPanel::tr("Connected");
    case ClientState::Outdated:
        return ClientPanel::tr("Out of date");
    case ClientState::OtherEntry:
        return ClientPanel::tr("Name is taken");
    case ClientState::NotConnected:
    case ClientState::Unusable:
        break;
    }
    return ClientPanel::tr("Not connected");
}

ClientPanel::ClientPanel(QWidget *parent)
    : QWidget(parent)
    , m_name(plainLabel())
    , m_file(plainLabel(true))
    , m_state(plainLabel())
    , m_what(plainLabel())
    , m_diff(new DiffView)
    , m_replace(new QCheckBox(tr("Re&place the entry that is there")))
    , m_connect(new QPushButton(markIcon({"clients", Tone::Plain}), tr("&Connect")))
    , m_undo(new QPushButton(markIcon({"action-close", Tone::Plain}), tr("&Undo")))
    , m_resultSign(new QLabel)
    , m_result(plainLabel())
{
    QFont title = m_name->font();
    title.setBold(true);
    title.setPointSizeF(title.pointSizeF() * 1.2);
    m_name->setFont(title);
    m_file->setAccessibleName(tr("Settings file of the client"));
    m_diff->setAccessibleName(tr("What would change in the file"));
    m_connect->setObjectName(QStringLiteral("connect"));
    m_connect->setToolTip(tr("Writes the lines marked + into the client's file; a copy of the file is kept"));
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->setToolTip(tr("Brings the file back as it was"));
    m_result->setObjectName(QStringLiteral("result"));
    m_replace->hide();

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_connect);
    buttons->addWidget(m_undo);
    buttons->addWidget(m_replace);
    buttons->addStretch();
    auto *result = new QHBoxLayout;
    result->addWidget(m_resultSign, 0, Qt::AlignTop);
    result->addWidget(m_result, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_name);
    layout->addWidget(m_file);
    layout->addWidget(m_state);
    layout->addSpacing(6);
    layout->addWidget(m_what);
    layout->addWidget(m_diff, 1);
    layout->addLayout(buttons);
    layout->addLayout(result);
    setTabOrder(m_diff, m_connect);
    setTabOrder(m_connect, m_undo);
    setTabOrder(m_undo, m_replace);

    const auto choose = [this] {
        if (m_change)
            Q_EMIT chosen(*m_change);
    };
    connect(m_connect, &QPushButton::clicked, this, choose);
    connect(m_undo, &QPushButton::clicked, this, choose);
    connect(m_replace, &QCheckBox::toggled, this, &ClientPanel::previewWanted);
    tell({}, true);
}

void ClientPanel::show(const Clients &clients, const ClientState &state)
{
    if (state.id != m_client) {
        const QSignalBlocker quiet(m_replace);
        m_replace->setChecked(false);
    }
    m_client = state.id;
    m_name->setText(state.name);
    m_file->setText(Words::tame(state.file, longestSentence));
    QStringList told{clientStateText(state)};
    if (!state.sentence.isEmpty() && state.state != ClientState::Unusable)
        told << Words::tame(state.sentence, longestSentence);
    if (!state.servers.isEmpty())
        told << tr("It has servers of its own: %1").arg(Words::tame(state.servers.join(QStringLiteral(", ")), 200));
    m_state->setText(told.join(QStringLiteral(" · ")));
    const bool isTaken = state.state == ClientState::OtherEntry;
    m_replace->setVisible(isTaken);
    const bool isUndo = state.state == ClientState::Connected && state.canUndo;
    showChange(isUndo ? clients.undoing(state.id) : clients.connecting(state.id, isTaken && m_replace->isChecked()));
    const bool hasChange = m_change && !m_change->isNothing();
    m_connect->setEnabled(hasChange && !isUndo && state.isInstalled);
    m_connect->setText(state.state == ClientState::Outdated ? tr("&Connect again") : tr("&Connect"));
    m_undo->setEnabled(hasChange && isUndo);
}

void ClientPanel::showChange(const Result<ClientChange> &change)
{
    m_change = change ? std::optional(*change) : std::nullopt;
    m_what->setText(Words::tame(change ? change->sentence : change.error().sentence, longestSentence));
    m_diff->show(change ? change->preview : QList<DiffLine>());
}

void ClientPanel::tell(const QString &sentence, bool isGood)
{
    m_result->setText(Words::tame(sentence, longestSentence));
    setVerdict(m_resultSign, isGood, 16);
    m_result->setVisible(!sentence.isEmpty());
    m_resultSign->setVisible(!sentence.isEmpty());
}

} // namespace Signalbox
