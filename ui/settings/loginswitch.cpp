// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/loginswitch.h"

#include "ui/commands.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>

namespace Signalbox {

LoginSwitch::LoginSwitch(Commands *commands, QWidget *parent)
    : QWidget(parent)
    , m_commands(commands)
    , m_box(new QCheckBox(tr("Start at &login")))
    , m_note(new QLabel)
{
    m_box->setEnabled(false);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_box);
    layout->addWidget(m_note, 1);
    connect(m_box, &QCheckBox::clicked, this, [this](bool isOn) {
        m_commands->ask(QStringLiteral("login.set"), {{QStringLiteral("on"), isOn}}, this,
                        [this](const Result<QJsonObject> &answer) {
                            refresh();
                            if (!answer)
                                Q_EMIT m_commands->failed(QStringLiteral("login.set"), answer.error().sentence);
                        });
    });
}

void LoginSwitch::refresh()
{
    m_commands->ask(QStringLiteral("login"), {}, this, [this](const Result<QJsonObject> &answer) {
        if (answer)
            take(*answer);
    });
}

void LoginSwitch::take(const QJsonObject &answer)
{
    const QString state = answer.value(QStringLiteral("state")).toString();
    const QString file = answer.value(QStringLiteral("file")).toString();
    m_box->setEnabled(true);
    m_box->setCheckState(state == u"on" ? Qt::Checked : state == u"off" ? Qt::Unchecked : Qt::PartiallyChecked);
    if (state == u"different")
        m_note->setText(
            tr("%1 is there, but says something else; a click replaces it and keeps a copy beside it.").arg(file));
    else
        m_note->setText(state == u"on" ? tr("by %1").arg(file) : QString());
}

} // namespace Signalbox
