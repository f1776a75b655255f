// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/commands.h"

namespace Signalbox {

Commands::Commands(UiLink::Ask ask, QObject *parent) : QObject(parent), m_ask(std::move(ask)) { }

void Commands::ask(const QString &name, const QJsonObject &arguments)
{
    Q_EMIT asked(name);
    ask(name, arguments, this, [this, name](const Result<QJsonObject> &result) {
        if (!result)
            Q_EMIT failed(name, result.error().sentence);
    });
}

void Commands::ask(const QString &name, const QJsonObject &arguments, QObject *context, Answer answer)
{
    if (!m_ask)
        return;
    const quint64 number = ++m_last;
    m_open.insert(number, {context, std::move(answer)});
    m_ask(name, arguments, [this, number](const Result<QJsonObject> &result) {
        QMetaObject::invokeMethod(
            this, [this, number, result] { finish(number, result); }, Qt::QueuedConnection);
    });
}

void Commands::finish(quint64 number, const Result<QJsonObject> &result)
{
    const Open open = m_open.take(number);
    if (open.context)
        open.answer(result);
}

} // namespace Signalbox
