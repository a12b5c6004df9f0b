import CSSH2

extension SSHConnection {
    /// A file operation that the server refused without a reason worth showing: SFTP's third version has one word for
    /// a full disk, a quota and most else.
    enum FileRefusal: Error {
        /// The server has no SFTP, or its login shell talks into it.
        case noService
        case refused(code: UInt)
        case transport(TransportError)
    }

    /// Writes bytes from an offset on; the file must have that size, and is started anew at offset 0.
    func write(_ bytes: [UInt8], to path: String, at offset: Int, _ deadline: Deadline) throws(FileRefusal) {
        let start = offset == 0 ? LIBSSH2_FXF_TRUNC : 0
        let file = try open(path, flags: UInt(LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | start), .write(path), deadline)
        defer { closeFile(file) }
        if offset > 0 {
            var attributes = LIBSSH2_SFTP_ATTRIBUTES()
            try attempt(.write(path), deadline) { Int(libssh2_sftp_fstat_ex(file, &attributes, 0)) }
            guard attributes.filesize == UInt64(offset) else { throw .refused(code: 0) }
            libssh2_sftp_seek64(file, UInt64(offset))
        }
        var sent = 0
        while sent < bytes.count {
            sent += try attempt(.write(path), deadline) {
                bytes.withUnsafeBytes { all in
                    let rest = UnsafeRawBufferPointer(rebasing: all[sent...])
                    return libssh2_sftp_write(file, rest.baseAddress?.assumingMemoryBound(to: CChar.self), rest.count)
                }
            }
        }
    }

    /// Reads at most `limit` bytes from an offset on.
    func read(_ path: String, from offset: Int, limit: Int, _ deadline: Deadline) throws(FileRefusal) -> [UInt8] {
        let file = try open(path, flags: UInt(LIBSSH2_FXF_READ), .read(path), deadline)
        defer { closeFile(file) }
        libssh2_sftp_seek64(file, UInt64(offset))
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit, 1 << 20))
        while bytes.count < limit {
            let wanted = min(buffer.count, limit - bytes.count)
            let count = try attempt(.read(path), deadline) {
                buffer.withUnsafeMutableBytes { space in
                    libssh2_sftp_read(file, space.baseAddress?.assumingMemoryBound(to: CChar.self), wanted)
                }
            }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    private func open(
        _ path: String,
        flags: UInt,
        _ operation: TransportError.Operation,
        _ deadline: Deadline
    ) throws(FileRefusal) -> OpaquePointer {
        let sftp = try service(deadline)
        // SFTP begins in the home folder.
        let name = path.hasPrefix("~/") ? String(path.dropFirst(2)) : path
        do {
            return try obtain(operation, deadline) {
                libssh2_sftp_open_ex(sftp, name, UInt32(name.utf8.count), flags, 0o644, LIBSSH2_SFTP_OPENFILE)
            }
        } catch {
            throw refusal(error)
        }
    }

    private func service(_ deadline: Deadline) throws(FileRefusal) -> OpaquePointer {
        if let sftp { return sftp }
        do {
            let service = try obtain(.openChannel, deadline.shortened(to: .seconds(10))) { libssh2_sftp_init(session) }
            sftp = service
            return service
        } catch {
            let lost = [LIBSSH2_ERROR_SOCKET_SEND, LIBSSH2_ERROR_SOCKET_RECV, LIBSSH2_ERROR_SOCKET_DISCONNECT]
            // Greetings where SFTP's first packet should be leave the library waiting, or at a loss.
            guard error.reason != .cancelled, !lost.contains(lastError().code) else { throw .transport(error) }
            throw .noService
        }
    }

    @discardableResult
    private func attempt(
        _ operation: TransportError.Operation,
        _ deadline: Deadline,
        _ call: () -> Int
    ) throws(FileRefusal) -> Int {
        while true {
            let result = call()
            if result >= 0 { return result }
            if result == Int(LIBSSH2_ERROR_EAGAIN) {
                do {
                    try wait(operation, deadline)
                } catch {
                    throw .transport(error)
                }
            } else if result == Int(LIBSSH2_ERROR_SFTP_PROTOCOL), let sftp {
                throw .refused(code: libssh2_sftp_last_error(sftp))
            } else {
                throw .transport(failure(operation))
            }
        }
    }

    /// Tells a refusal of the server from a broken connection.
    private func refusal(_ error: TransportError) -> FileRefusal {
        guard let sftp, lastError().code == LIBSSH2_ERROR_SFTP_PROTOCOL else { return .transport(error) }
        return .refused(code: libssh2_sftp_last_error(sftp))
    }

    private func closeFile(_ file: OpaquePointer) {
        let deadline = Deadline(in: .seconds(10))
        while !isBroken, libssh2_sftp_close_handle(file) == LIBSSH2_ERROR_EAGAIN, !deadline.hasPassed {
            // Whatever goes wrong here shows at the next operation.
            try? wait(.openChannel, deadline)
        }
    }
}
