// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/routing/taskids.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace Signalbox {

namespace {

constexpr char divider = '~'; // in no slug and in no seal
constexpr qsizetype sealBytes = 16;
constexpr qsizetype longest = 4'096;

} // namespace

QByteArray TaskIds::publicId(const Task &task, const Client &client) const
{
    QMessageAuthenticationCode code(QCryptographicHash::Sha256, m_key);
    for (const QByteArray &part : {QByteArray("task"), task.backend, task.id, client.caller.principal, client.view.backend}) {
        code.addData(QByteArray::number(part.size()) + ':');
        code.addData(part);
    }
    const QByteArray seal =
        code.result().first(sealBytes).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    return task.backend + divider + seal + divider + task.id;
}

std::optional<TaskIds::Task> TaskIds::find(const QByteArray &publicId, const Client &client) const
{
    const qsizetype first = publicId.indexOf(divider);
    const qsizetype second = first < 0 ? -1 : publicId.indexOf(divider, first + 1);
    if (second < 0 || publicId.size() > longest)
        return std::nullopt;
    Task task{publicId.first(first), publicId.sliced(second + 1)};
    const QByteArray expected = this->publicId(task, client);
    if (expected.size() != publicId.size())
        return std::nullopt;
    // Takes equally long wherever the two differ.
    unsigned difference = 0;
    for (qsizetype i = 0; i < expected.size(); ++i)
        difference |= unsigned(uchar(expected[i]) ^ uchar(publicId[i]));
    if (difference != 0)
        return std::nullopt;
    return task;
}

} // namespace Signalbox
