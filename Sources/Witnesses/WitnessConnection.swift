import NIOCore
import NIOHTTP1
import NIOPosix

/// One request to a witness.
struct WitnessConnection {
    let place: Witness.Place

    /// Seconds until a witness must have answered.
    static let patience = 10

    /// Asks it to sign.
    ///
    /// - Throws: `WitnessError.unreachable`.
    func ask(_ request: WitnessRequest) async throws -> WitnessAnswer {
        try await withThrowingTaskGroup(of: WitnessReply.self) { group in
            group.addTask {
                do { return try await exchange(request.body) } catch let error as CancellationError { throw error } catch {
                    if let error = error as? NIOHTTPObjectAggregatorError, error == .frameTooLong {
                        return .failure("its answer is longer than any that a witness gives")
                    }
                    return .failure("\(error)")
                }
            }
            group.addTask {
                try await Task.sleep(for: .seconds(Self.patience))
                return .failure("it has not answered within \(Self.patience) seconds")
            }
            defer { group.cancelAll() }
            switch try await group.next() {
            case .answer(let status, let contentType, let body):
                return WitnessAnswer(status: status, contentType: contentType, body: body)
            case .failure(let reason): throw WitnessError.unreachable(reason)
            case nil: throw CancellationError()
            }
        }
    }

    private func exchange(_ body: String) async throws -> WitnessReply {
        let path = place.prefix + "/add-checkpoint"
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(5))
        let channel: any Channel
        switch place {
        case .unix(let socket, _): channel = try await bootstrap.connect(unixDomainSocketPath: socket).get()
        case .loopback(let host, let port, _): channel = try await bootstrap.connect(host: host, port: port).get()
        case .elsewhere(let host, let port, _, let rootsFile):
            return try await WitnessProcess().run(
                WitnessCall(host: host, port: port, path: path, rootsFile: rootsFile, body: body))
        }
        let exchange = WitnessExchange(host: place.host, path: path, body: body)
        return try await withTaskCancellationHandler {
            try await exchange.run(on: channel).get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
